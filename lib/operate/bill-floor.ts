/** The provider's own bill is the least that the service's windows count: asked for at the start, and when a ledger begins. */
import "server-only";

import { setTimeout as sleep } from "node:timers/promises";

import { env } from "../env.ts";
import { onAlert, publishAlert, type StopListening } from "../events.ts";
import { afterResponse } from "../http/after-response.ts";
import { periodsAt } from "../ledger/budget-windows.ts";
import { restoreIn } from "../ledger/restore.ts";
import { log } from "../log.ts";
import { DAY_MS, startOfDay } from "../store/days.ts";
import { runScript } from "../store/run-script.ts";
import { costReport, type FetchCostsPage } from "./cost-report.ts";

/** A bill or a store that is not there at the first moment is asked for again. Nothing waits for it. */
const ASK_AGAIN_AFTER_MS = [0, 2_000, 60_000];

/** Does nothing without OPENAI_ADMIN_KEY. */
export function startBillFloor(fetchPage: FetchCostsPage): StopListening {
  const { OPENAI_ADMIN_KEY, VERCEL } = env();
  if (!OPENAI_ADMIN_KEY) return () => {};
  let isAsking = false;
  const ask = async (): Promise<void> => {
    // What is under way ends at the ledger of that moment, and may itself have begun it.
    if (isAsking) return;
    isAsking = true;
    await raiseToBill(fetchPage);
    isAsking = false;
  };
  // Functions start many times an hour; there a ledger that begins is the occasion.
  if (!VERCEL) void ask();
  return onAlert(({ event }) => {
    if (event === "ledger_started") afterResponse(ask());
  });
}

/** Never rejects. */
async function raiseToBill(fetchPage: FetchCostsPage): Promise<void> {
  for (const pause of ASK_AGAIN_AFTER_MS) {
    await sleep(pause, undefined, { ref: false });
    try {
      return await raise(fetchPage, Date.now());
    } catch {
      log("warn", "bill_unknown");
    }
  }
}

async function raise(fetchPage: FetchCostsPage, nowMs: number): Promise<void> {
  const { day, month } = periodsAt(nowMs);
  const range = { startTime: Date.parse(`${month}-01`) / 1000, endTime: (startOfDay(nowMs) + DAY_MS) / 1000 };
  const billed = await costReport(fetchPage, range);
  const ofMonth = [...billed.values()].reduce((sum, one) => sum + one, 0);
  const total = (microUsd: number) => ({ usedMicroUsd: Math.max(0, microUsd), alertedPercent: 0 });
  const totals = { since: null, holds: 0 as const, month: total(ofMonth), day: total(billed.get(day) ?? 0) };
  const { hasBegun } = await restoreIn(runScript, { day, month, totals }, nowMs);
  if (hasBegun)
    publishAlert({
      event: "ledger_started",
      reason: "The store knew of no spending: the provider's bill is where it begins.",
    });
}
