/** Whether this runs on Cloudflare Workers, where timers and promises belong to one request, and standard output is the console. */
export function isOnWorkers(): boolean {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}
