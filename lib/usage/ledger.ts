/** The ledger's verbs: each is one script, one trip, and an answer that is one of its own words or a broken store. */
import "server-only";

import { keys } from "../store/keys.ts";
import type { BudgetWindow } from "./budget-windows.ts";
import { brokenStore, parseReserveAnswer, type ReserveAnswer, wordsOf } from "./ledger-answers.ts";
import { CANCEL, RENEW, SETTLE, USED } from "./ledger-scripts.ts";
import { RESERVE } from "./reserve-script.ts";

export type RunScript = (script: string, keys: string[], args: (string | number)[]) => Promise<unknown>;

/** Whom a reservation is for and where it counts; kept by the process that holds it. */
export type Reservation = { id: string; account: string; windows: BudgetWindow[] };

export type ReserveOptions = {
  reservation: Reservation;
  chatTokenId: string;
  /** micro-USD */
  hold: number;
  parallelReplies: number;
  thresholdsPercent: number[];
  /** Epoch milliseconds. */
  nowMs: number;
};

export type RenewAnswer = "ok" | "paused" | "blocked" | "lost";

/** A crashed process frees its slots after this long; a living one renews them every second. */
export const LEASE_MS = 30_000;
const TOKEN_MEMORY_MS = 310_000;
const HELD_MEMORY_MS = 86_400_000;
const ENDED_MEMORY_MS = 3_600_000;
export const BREAKER_MS = 60_000;

/** @throws when the store gives no answer, or one that is not the script's */
export async function reserveIn(run: RunScript, options: ReserveOptions): Promise<ReserveAnswer> {
  const { reservation, chatTokenId, hold, parallelReplies, thresholdsPercent, nowMs } = options;
  const { id, account, windows } = reservation;
  const names = [
    keys.reservation(id),
    keys.spentToken(chatTokenId),
    keys.running(account),
    keys.pause,
    keys.blocked(account),
    keys.breaker,
  ];
  const times = [TOKEN_MEMORY_MS, HELD_MEMORY_MS, nowMs + BREAKER_MS];
  const limits = windows.flatMap(({ limitMicroUsd, keepUntilMs }) => [limitMicroUsd, keepUntilMs]);
  const answer = await run(
    RESERVE,
    [...names, ...windows.map(({ key }) => key)],
    [id, nowMs, nowMs + LEASE_MS, parallelReplies, ...times, hold, thresholdsPercent.join(","), ...limits],
  );
  return parseReserveAnswer(answer, windows);
}

export async function settleIn(run: RunScript, { id, account, windows }: Reservation, cost: number): Promise<void> {
  const names = [keys.reservation(id), keys.running(account), ...windows.map(({ key }) => key)];
  const answer = await run(SETTLE, names, [
    id,
    cost,
    ENDED_MEMORY_MS,
    ...windows.map(({ keepUntilMs }) => keepUntilMs),
  ]);
  if (answer !== "settled") throw brokenStore();
}

export async function cancelIn(run: RunScript, { id, account, windows }: Reservation): Promise<void> {
  const names = [keys.reservation(id), keys.running(account), ...windows.map(({ key }) => key)];
  if ((await run(CANCEL, names, [id, ENDED_MEMORY_MS])) !== "cancelled") throw brokenStore();
}

/** One heartbeat for many reservations. @returns one answer each, in their order */
export async function renewIn(run: RunScript, reservations: Reservation[], nowMs: number): Promise<RenewAnswer[]> {
  const names = reservations.flatMap(({ account }) => [keys.running(account), keys.blocked(account)]);
  const answer = await run(RENEW, [keys.pause, ...names], [nowMs + LEASE_MS, ...reservations.map(({ id }) => id)]);
  const words = wordsOf(answer, ",");
  if (words.length !== reservations.length) throw brokenStore();
  return words.map((word) => {
    if (word === "ok" || word === "paused" || word === "blocked" || word === "lost") return word;
    throw brokenStore();
  });
}

/** @returns micro-USD for each window, in their order */
export async function usedIn(run: RunScript, windows: BudgetWindow[]): Promise<number[]> {
  const names = windows.map(({ key }) => key);
  const [word, ...figures] = wordsOf(await run(USED, names, []), " ");
  const used = figures.map(Number);
  if (word !== "used" || used.length !== windows.length || !used.every(Number.isSafeInteger)) throw brokenStore();
  return used;
}
