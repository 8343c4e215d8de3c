/** Called by the framework once, before the server takes its first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { requireNode } = await import("./lib/boot/node-version.ts");
  requireNode();
  const { boot } = await import("./lib/boot/boot.ts");
  await boot();
}
