/** The owner's figures in one look: what was spent against the ceilings, by whom, what was refused, and who did what. */
import "server-only";

import { env } from "../env.ts";
import { safeguards } from "../safeguards.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { serviceWindows } from "../usage/budget-windows.ts";
import { type AuditEntry, auditSchema, type ListedAlert, listedAlertSchema } from "./list-entries.ts";
import { type Pause, pauseSchema } from "./pause.ts";
import { recent } from "./recent.ts";
import { wholeNumber, wholeNumbers } from "./whole-numbers.ts";

export type Overview = {
  /** UTC, "2026-11-23". */
  day: string;
  service: { window: "day" | "month"; usedMicroUsd: number; limitMicroUsd: number; resetAt: string }[];
  /** The last thirty days, oldest first. */
  days: { day: string; usedMicroUsd: number }[];
  /** Today, by code. */
  refusals: Record<string, number>;
  /** Today's replies, by how they ended. */
  ended: Record<string, number>;
  replies: number;
  /** Right now. */
  running: number;
  paused: boolean;
  /** Whether AI_PAUSED is set. */
  pausedBySetting: boolean;
  /** Who pressed the switch; null when nobody did, or when it cannot be read. */
  pause: Pause | null;
  /** Whether the provider refuses the owner's key or account. */
  providerRefuses: boolean;
  blocked: string[];
  alerts: ListedAlert[];
  audit: AuditEntry[];
};

const DAY_MS = 86_400_000;
const DAYS_SHOWN = 30;

/** @param nowMs epoch milliseconds @throws Refusal `store_unavailable` */
export async function ownerOverview(nowMs = Date.now()): Promise<Overview> {
  const day = isoDay(nowMs);
  const [service, days, today, state, alerts, audit] = await Promise.all([
    serviceSpend(nowMs),
    spendPerDay(nowMs),
    todaysCounters(day),
    switches(nowMs),
    recent(keys.alerts, listedAlertSchema, 50),
    recent(keys.audit, auditSchema, 50),
  ]);
  return { day, service, days, ...today, ...state, alerts, audit };
}

async function serviceSpend(nowMs: number): Promise<Overview["service"]> {
  const windows = serviceWindows(safeguards(), nowMs);
  const used = await fromStore(() => Promise.all(windows.map(({ key }) => redis().hget(key, "used"))));
  return windows.map(({ window, limitMicroUsd, resetAtMs }, index) => {
    return {
      window,
      usedMicroUsd: wholeNumber(used[index]),
      limitMicroUsd,
      resetAt: new Date(resetAtMs).toISOString(),
    };
  });
}

async function spendPerDay(nowMs: number): Promise<Overview["days"]> {
  const days = Array.from({ length: DAYS_SHOWN }, (_, ago) => isoDay(nowMs - ago * DAY_MS)).toReversed();
  const used = await fromStore(() => Promise.all(days.map((day) => redis().hget(keys.serviceSpend(day), "used"))));
  return days.map((day, index) => ({ day, usedMicroUsd: wholeNumber(used[index]) }));
}

async function todaysCounters(day: string): Promise<Pick<Overview, "refusals" | "ended" | "replies">> {
  const counters = wholeNumbers(await fromStore(() => redis().hgetall(keys.statistics(day))));
  const under = (prefix: string) =>
    Object.fromEntries(
      Object.entries(counters).flatMap(([name, count]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), count]] : [],
      ),
    );
  return { refusals: under("refused."), ended: under("ended."), replies: counters["replies"] ?? 0 };
}

type Switches = Pick<Overview, "paused" | "pausedBySetting" | "pause" | "providerRefuses" | "blocked" | "running">;

async function switches(nowMs: number): Promise<Switches> {
  const [stored, refusing, blocked, running] = await fromStore(() =>
    Promise.all([
      redis().get(keys.pause),
      redis().exists(keys.breaker),
      redis().smembers(keys.blockedAccounts),
      redis().zcount(keys.allRunning, nowMs, "+inf"),
    ]),
  );
  const pause = pauseSchema.safeParse(stored).data ?? null;
  const pausedBySetting = env().AI_PAUSED;
  // Present is what pauses, whatever it says.
  const paused = stored !== null || pausedBySetting;
  return {
    paused,
    pausedBySetting,
    pause,
    providerRefuses: refusing === 1,
    blocked: blocked.map(String),
    running: wholeNumber(running),
  };
}

function isoDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
