/** Which addresses inside an answer may become links. */
const SCHEMES = ["http:", "https:", "mailto:"];

/** @returns the address when it is absolute and harmless; relative ones are refused, since a model does not know our pages */
export function safeUrl(address: unknown): string | undefined {
  if (typeof address !== "string" || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return SCHEMES.includes(url.protocol) ? url.href : undefined;
}
