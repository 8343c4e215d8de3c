/** From an answer to a verdict: what most attacks ask of it. */
import { z } from "zod";

import { parseJson } from "./json.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { header } from "./header.ts";
import { broken, held, judge, NotApplicable, type Verdict } from "./verdict.ts";

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

/** The code of a refusal, or "" when it is none of ours. */
export function codeOf({ body }: Answer): string {
  return problemSchema.safeParse(parseJson(body)).data?.code ?? "";
}

export function describe(answer: Answer): string {
  if (answer.status === 0)
    return answer.ended === "deadline" ? "no answer in time" : "the line was closed without an answer";
  const where = header(answer, "location");
  return [answer.status, codeOf(answer), where && `to ${where}`].filter(Boolean).join(" ");
}

/** Nothing was served, and nothing broke: a refusal, a redirect, or a closed line. */
export function turnedAway(answer: Answer): Verdict {
  const quiet = answer.status === 0 && answer.ended === "closed";
  return judge(quiet || (answer.status >= 300 && answer.status < 500), describe(answer));
}

/** Refused, and for this very reason. @throws NotApplicable when another reason came first */
export function refusedAs(answer: Answer, ...codes: string[]): Verdict {
  const code = codeOf(answer);
  if (codes.includes(code)) return held(describe(answer));
  if (OTHER_REASONS.includes(code)) throw new NotApplicable(`something else stood in the way: ${describe(answer)}`);
  return broken(describe(answer));
}

/** A body that does not fit: refused as such, and never by a fault of the server. */
export function bodyRefused(answer: Answer): Verdict {
  return refusedAs(answer, "invalid_request", "body_too_large", "model_not_allowed", "unsupported_media_type");
}
