/** Asks whoever made the challenge whether it was solved. Anything but a clear yes, in time, is a no. */
import "server-only";

import { z } from "zod";

import type { Challenge } from "../auth/challenge.ts";
import { causeCodes } from "../http/cause-codes.ts";
import { log } from "../log.ts";
import { withCode } from "./with-code.ts";

/** Cloudflare's name of the field, and its longest value in characters. */
export const SOLUTION_FIELD = "cf-turnstile-response";
const LONGEST_SOLUTION = 2_048;
const DEADLINE_MS = 4_000;

/** What a visitor can mend: by solving it again. The other codes are ours, or Cloudflare's. */
const OF_THE_VISITOR = ["missing-input-response", "invalid-input-response", "timeout-or-duplicate"];
const KNOWN = [...OF_THE_VISITOR, "missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"];

const answerSchema = z.object({ success: z.boolean(), "error-codes": z.array(z.string()).default([]) });

/** @throws Error whose message is a code for the sign-in page: `ChallengeFailed`, or `ChallengeUnavailable` when nobody could tell */
export async function requireSolved(solution: unknown, challenge: Challenge): Promise<void> {
  if (challenge.isStandIn && (solution === undefined || solution === "")) return;
  if (typeof solution !== "string" || solution === "" || solution.length > LONGEST_SOLUTION)
    throw withCode("ChallengeFailed");
  const { isOk, success, "error-codes": codes } = await ask(solution, challenge);
  if (isOk && success) return;
  if (codes.length > 0 && codes.every((code) => OF_THE_VISITOR.includes(code))) throw withCode("ChallengeFailed");
  // Only codes that we know: the words of another system stay out of the log.
  log("warn", "challenge_unavailable", { codes: codes.filter((code) => KNOWN.includes(code)).join(" ") || undefined });
  throw withCode("ChallengeUnavailable");
}

type Verdict = z.infer<typeof answerSchema> & { isOk: boolean };

async function ask(response: string, { secretKey: secret, verifyUrl }: Challenge): Promise<Verdict> {
  try {
    const answer = await fetch(verifyUrl, {
      method: "POST",
      body: new URLSearchParams({ secret, response }),
      // The secret goes to no other address.
      redirect: "error",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    return { isOk: answer.ok, ...answerSchema.parse(await answer.json()) };
  } catch (cause) {
    log("warn", "challenge_unavailable", { cause: causeCodes(cause) || undefined });
    throw withCode("ChallengeUnavailable");
  }
}
