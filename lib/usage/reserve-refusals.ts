/** What a visitor is told of a reservation that was refused. */
import "server-only";

import { SESSION_ENDED } from "../auth/standing.ts";
import { Refusal } from "../errors.ts";
import type { BudgetWindow } from "../ledger/budget-windows.ts";
import type { ReserveAnswer } from "../ledger/reserve.ts";

export function refusalFor(answer: ReserveAnswer, nowMs: number): Refusal {
  switch (answer.word) {
    case "exhausted":
      return budgetRefusal(answer.window);
    case "blocked":
      return new Refusal("forbidden", { detail: "This account is blocked." });
    case "signed_out":
      return new Refusal("not_signed_in", { detail: SESSION_ENDED });
    case "breaker_open":
      return new Refusal("provider_unavailable");
    case "token_used":
      return new Refusal("chat_token_used");
    case "parallel_limit":
      return new Refusal("parallel_limit", { resetAtMs: nowMs + PARALLEL_RETRY_MS });
    case "paused":
      return new Refusal("paused");
    default:
      return new Refusal("store_unavailable");
  }
}

/** Nobody knows when another reply will end; this is about how long one lasts. */
const PARALLEL_RETRY_MS = 5_000;

function budgetRefusal({ scope, window, resetAtMs }: BudgetWindow): Refusal {
  const [code, whose] =
    scope === "user"
      ? (["budget_exhausted", "Your"] as const)
      : (["service_budget_exhausted", "The service's"] as const);
  const detail = `${whose} allowance for this ${window} does not reach for this request.`;
  return new Refusal(code, { detail, resetAtMs });
}
