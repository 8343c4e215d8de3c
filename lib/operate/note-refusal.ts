/** Logs and counts a refusal: one line, with the id that the visitor sees too, and nothing of what was asked. */
import { Refusal } from "../errors.ts";
import { tally } from "./tally.ts";

/** @returns done when it is counted. Never rejects. */
export function noteRefusal(error: unknown, requestId: string): Promise<void> {
  const code = error instanceof Refusal ? error.code : "internal";
  // Names alone: messages of the store and the provider can carry ids, prompts and keys.
  const cause = error instanceof Refusal ? error.cause : error;
  console.info(
    JSON.stringify({ event: "refused", requestId, code, ...(cause instanceof Error && { cause: cause.name }) }),
  );
  return tally(`refused.${code}`);
}
