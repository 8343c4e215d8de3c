/** Logs and counts a refusal: one line, with the id that the visitor sees too, and nothing of what was asked. */
import { Refusal } from "../errors.ts";
import { log } from "../log.ts";
import { causeCodes } from "./cause-codes.ts";
import { tally } from "./tally.ts";

/** @returns done when it is counted. Never rejects. */
export function noteRefusal(error: unknown, requestId: string): Promise<void> {
  const code = error instanceof Refusal ? error.code : "internal";
  const cause = causeCodes(error instanceof Refusal ? error.cause : error);
  log("info", "refused", { requestId, code, cause: cause || undefined });
  return tally(`refused.${code}`);
}
