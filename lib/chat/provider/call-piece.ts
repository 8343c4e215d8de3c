/** What one event of a provider says of a call of a tool, whatever the protocol. */
import "server-only";

/** Any of it may be absent, empty or null. */
export type CallPiece = {
  ids: unknown[];
  index?: number | undefined;
  name?: unknown;
  /** Text, or the value itself. */
  input?: unknown;
  /** What a server wants back with the call. */
  extra?: unknown;
};

export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function idsIn(ids: unknown[]): string[] {
  return ids.map(textIn).filter(Boolean);
}

/** Some servers send the value itself. An empty object may be a beginning, and is what is made of nothing at the end. */
export function inputIn(input: unknown): string {
  if (typeof input !== "object" || input === null) return textIn(input);
  const text = JSON.stringify(input);
  return text === "{}" ? "" : text;
}

/** Whether an object of JSON is complete. */
export function isWhole(input: string): boolean {
  try {
    // Hardly any piece ends so: the whole is parsed once, and not with each piece.
    return input.trimEnd().endsWith("}") && JSON.parse(input) !== undefined;
  } catch {
    return false;
  }
}
