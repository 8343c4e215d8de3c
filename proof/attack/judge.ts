/** From an answer to a verdict: what most attacks ask of it. */
import { z } from "zod";

import type { Answer } from "../../tests/support/app/http-answer.ts";
import { header } from "./header.ts";
import { parseJson } from "./json.ts";
import { broken, held, judge, UsedUp, type Verdict } from "./verdict.ts";

const problemSchema = z.looseObject({ code: z.string() });

/** Refusals that say nothing about the attack: something else stood in the way first. */
const OTHER_REASONS = [
  "rate_limited",
  "parallel_limit",
  "budget_exhausted",
  "service_budget_exhausted",
  "paused",
  "store_unavailable",
  "provider_unavailable",
  "provider_busy",
  "upstream_error",
  "upstream_timeout",
];
const OTHER_STATUSES = [402, 429, 502, 503, 504];

/** What a server without our codes says for the same reason. Proxies answer 401 for a model that a key may not use. */
const STATUSES: Record<string, number[]> = {
  not_signed_in: [301, 302, 303, 307, 308, 401, 403],
  chat_token_invalid: [401],
  chat_token_used: [401, 409],
  forbidden: [400, 401, 403],
  unsupported_media_type: [400, 415, 422],
  invalid_request: [400, 422],
  body_too_large: [413],
  model_not_allowed: [400, 401, 403, 404, 422],
};

/** The code of a refusal, or "" when it is none of ours. */
export function codeOf(answer: Answer): string {
  if (!header(answer, "content-type").startsWith("application/problem+json")) return "";
  return problemSchema.safeParse(parseJson(answer.body)).data?.code ?? "";
}

export function describe(answer: Answer): string {
  if (answer.status === 0)
    return answer.ended === "deadline" ? "no answer in time" : "the line was closed without an answer";
  const where = header(answer, "location");
  return [answer.status, codeOf(answer), where && `to ${where}`].filter(Boolean).join(" ");
}

/** @returns the same answer. @throws UsedUp when it is a limit's, an outage's or the like, and says nothing about the attack */
export function unhindered(answer: Answer): Answer {
  const code = codeOf(answer);
  if (code === "" ? OTHER_STATUSES.includes(answer.status) : OTHER_REASONS.includes(code))
    throw new UsedUp(`something else stood in the way: ${describe(answer)}`);
  return answer;
}

/** Nothing was served, and nothing broke: a refusal, a redirect, or a closed line. */
export function turnedAway(answer: Answer): Verdict {
  const { status, ended } = unhindered(answer);
  const quiet = status === 0 && ended === "closed";
  return judge(quiet || (status >= 300 && status < 500), describe(answer));
}

/** Refused, and for this very reason. @throws UsedUp when another reason came first */
export function refusedAs(answer: Answer, ...codes: string[]): Verdict {
  const code = codeOf(answer);
  const fits = code === "" ? codes.some((one) => STATUSES[one]?.includes(answer.status)) : codes.includes(code);
  if (fits) return held(describe(answer));
  return broken(describe(unhindered(answer)));
}

/** A body that does not fit: refused as such, and never by a fault of the server. */
export function bodyRefused(answer: Answer): Verdict {
  return refusedAs(answer, "invalid_request", "body_too_large", "model_not_allowed", "unsupported_media_type");
}
