/** What a visitor is told when nothing was reserved, or no further step. */
import "server-only";

import { SESSION_ENDED } from "../auth/standing.ts";
import { Refusal } from "../errors.ts";
import type { BudgetWindow } from "../ledger/budget-windows.ts";
import type { ExtendAnswer } from "../ledger/extend.ts";
import type { ReserveAnswer } from "../ledger/reserve.ts";

export function refusalFor(answer: ReserveAnswer, nowMs: number): Refusal {
  switch (answer.word) {
    case "exhausted":
      return budgetRefusal(answer.window, "this request");
    case "breaker_open":
      return new Refusal("provider_unavailable");
    case "token_used":
      return new Refusal("chat_token_used");
    case "parallel_limit":
      return new Refusal("parallel_limit", { resetAtMs: nowMs + PARALLEL_RETRY_MS });
    default:
      return refusalOfAny(answer.word);
  }
}

export function stepRefusalFor(answer: ExtendAnswer): Refusal {
  if (answer.word === "exhausted") return budgetRefusal(answer.window, "a further step of this reply");
  return refusalOfAny(answer.word);
}

function refusalOfAny(word: (ReserveAnswer | ExtendAnswer)["word"]): Refusal {
  if (word === "paused") return new Refusal("paused");
  if (word === "blocked") return new Refusal("forbidden", { detail: "This account is blocked." });
  if (word === "signed_out") return new Refusal("not_signed_in", { detail: SESSION_ENDED });
  return new Refusal("store_unavailable");
}

/** Nobody knows when another reply will end; this is about how long one lasts. */
const PARALLEL_RETRY_MS = 5_000;

function budgetRefusal({ scope, window, resetAtMs }: BudgetWindow, what: string): Refusal {
  const [code, whose] =
    scope === "user"
      ? (["budget_exhausted", "Your"] as const)
      : (["service_budget_exhausted", "The service's"] as const);
  const detail = `${whose} allowance for this ${window} does not reach for ${what}.`;
  return new Refusal(code, { detail, resetAtMs });
}
