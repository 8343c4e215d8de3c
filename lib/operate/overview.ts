/** The owner's figures in one look: what was spent against the ceilings, by whom, what was refused, and who did what. */
import "server-only";

import { z } from "zod";

import { env } from "../env.ts";
import { providerNamesIn } from "../providers.ts";
import { safeguards } from "../safeguards.ts";
import { lastDays, utcDay } from "../store/days.ts";
import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { serviceWindows } from "../ledger/budget-windows.ts";
import { countRunning } from "../ledger/slots.ts";
import { type AuditEntry, auditSchema, idSchema, type ListedAlert, listedAlertSchema } from "./list-entries.ts";
import { type Pause, pauseSchema } from "./pause.ts";
import { readFields } from "./read-fields.ts";
import { recent } from "./recent.ts";
import { type Today, todaysCounters } from "./todays-counters.ts";
import { wholeNumber } from "./whole-numbers.ts";

export type Overview = Today & {
  /** UTC, "2026-11-23". */
  day: string;
  service: { window: "day" | "month"; usedMicroUsd: number; limitMicroUsd: number; resetAt: string }[];
  /** Since when the ledger counts in this store; null before its first reply. */
  countsSince: string | null;
  /** The last thirty days, oldest first. */
  days: { day: string; usedMicroUsd: number }[];
  /** Right now. */
  running: number;
  paused: boolean;
  /** Whether AI_PAUSED is set. */
  pausedBySetting: boolean;
  /** Who pressed the switch; null when nobody did, or when it cannot be read. */
  pause: Pause | null;
  /** Which providers refuse the owner's key or account, by their names in the configuration. */
  refusingProviders: string[];
  blocked: string[];
  /** Prepaid credit that users have left, all together: a promise. */
  creditOutstandingMicroUsd: number;
  alerts: ListedAlert[];
  audit: AuditEntry[];
};

const DAYS_SHOWN = 30;

/** @param nowMs epoch milliseconds @throws Refusal `store_unavailable` */
export async function ownerOverview(nowMs = Date.now()): Promise<Overview> {
  const day = utcDay(nowMs);
  const [spend, today, state, alerts, audit] = await Promise.all([
    serviceSpend(nowMs),
    todaysCounters(day),
    switches(),
    recent(keys.alerts, listedAlertSchema, 50),
    recent(keys.audit, auditSchema, 50),
  ]);
  return { day, ...spend, ...today, ...state, alerts, audit };
}

type Spend = Pick<Overview, "service" | "countsSince" | "days" | "running">;

/** All of it is one hash, and so one command. */
async function serviceSpend(nowMs: number): Promise<Spend> {
  const windows = serviceWindows(safeguards(), nowMs);
  const days = lastDays(nowMs, DAYS_SHOWN);
  const fields = [...new Set([...windows.map(({ name }) => name), ...days])];
  const [running, since, ...spent] = await readFields(keys.serviceSpend, ["running", "since", ...fields]);
  const used = (name: string) => wholeNumber(spent[fields.indexOf(name)]);
  return {
    service: windows.map(({ window, name, limitMicroUsd, resetAtMs }) => {
      return { window, usedMicroUsd: used(name), limitMicroUsd, resetAt: new Date(resetAtMs).toISOString() };
    }),
    countsSince: since === null ? null : new Date(wholeNumber(since)).toISOString(),
    days: days.map((day) => ({ day, usedMicroUsd: used(day) })),
    running: await fromStore(async () => countRunning(running, nowMs)),
  };
}

type Switches = Omit<Overview, "day" | keyof Today | "alerts" | "audit" | keyof Spend>;

const switchesSchema = z.tuple([z.unknown(), z.array(z.unknown()), z.array(idSchema), z.unknown()]);

async function switches(): Promise<Switches> {
  const providers = providerNamesIn(safeguards());
  const [stored, refusing, blocked, outstanding] = await fromStore(async () =>
    switchesSchema.parse(
      await Promise.all([
        redis().get(keys.pause),
        redis().mget(providers.map(keys.breaker)),
        redis().smembers(keys.blockedAccounts),
        redis().get(keys.creditOutstanding),
      ]),
    ),
  );
  const pausedBySetting = env().AI_PAUSED;
  return {
    // Present is what pauses, whatever it says.
    paused: stored !== null || pausedBySetting,
    pausedBySetting,
    pause: pauseSchema.safeParse(stored).data ?? null,
    refusingProviders: providers.filter((_, at) => (refusing[at] ?? null) !== null),
    blocked,
    creditOutstandingMicroUsd: wholeNumber(outstanding),
  };
}
