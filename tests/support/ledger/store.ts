/** Drives the ledger's verbs against a test store, and reads what they left behind. */
import { config } from "../config.ts";
import { type BudgetWindow, budgetWindows, periodsAt } from "../../../lib/ledger/budget-windows.ts";
import { cancelIn } from "../../../lib/ledger/cancel.ts";
import { type ExtendAnswer, extendIn, type Growth } from "../../../lib/ledger/extend.ts";
import { type RenewAnswer, renewIn, watchIn } from "../../../lib/ledger/renew.ts";
import type { Reservation } from "../../../lib/ledger/reservation.ts";
import { type Known, restoreIn } from "../../../lib/ledger/restore.ts";
import { type ReserveAnswer, reserveIn, type ReserveOptions } from "../../../lib/ledger/reserve.ts";
import { settleIn } from "../../../lib/ledger/settle.ts";
import { countRunning, leaseEnds } from "../../../lib/ledger/slots.ts";
import type { RunScript } from "../../../lib/store/define-script.ts";
import { keys } from "../../../lib/store/keys.ts";
import type { TestStore } from "../store/stores.ts";

/** Plenty in each window: user month, user day, service month, service day. */
export const PLENTY = [1_000_000, 1_000_000, 1_000_000, 1_000_000];

type About = {
  id?: string;
  account?: string;
  userId?: string;
  signedInAt?: number;
  nowMs?: number;
  limits?: number[];
};

export function reservation(about: About = {}): Reservation {
  const { id = "r1", account = "github:1", userId = account, signedInAt = 1, nowMs = Date.now() } = about;
  return { id, account, userId, signedInAt, ...periodsAt(nowMs) };
}

export function windowsOf({ nowMs = Date.now(), limits = PLENTY }: About = {}): BudgetWindow[] {
  const windows = budgetWindows(config.plans.member.budgetUsd, config, nowMs);
  return windows.map((window, at) => ({ ...window, limitMicroUsd: limits[at] ?? 0 }));
}

export type Terms = About & Partial<Omit<ReserveOptions, "reservation">>;

export function termsOf(about: Terms = {}): ReserveOptions {
  const { nowMs = Date.now(), hold = 1_000, parallelReplies = 100, thresholdsPercent = [50, 80, 100] } = about;
  const one = reservation({ ...about, nowMs });
  return {
    reservation: one,
    windows: windowsOf({ ...about, nowMs }),
    provider: about.provider ?? "openai",
    chatTokenId: about.chatTokenId ?? `token of ${one.id}`,
    hold,
    parallelReplies,
    plans: about.plans ?? "",
    thresholdsPercent,
    seen: about.seen,
    nowMs,
  };
}

export type Ledger = {
  run: RunScript;
  reserve: (terms?: Terms) => Promise<ReserveAnswer>;
  extend: (terms: Terms, growth: Growth) => Promise<ExtendAnswer>;
  /** For one that was reserved at another moment. */
  extendAs: (one: Reservation, terms: Terms, growth: Growth) => Promise<ExtendAnswer>;
  restore: (known: Known, nowMs: number) => ReturnType<typeof restoreIn>;
  settle: (about: About, cost: number) => Promise<void>;
  cancel: (about: About) => Promise<void>;
  renew: (all: About[], nowMs?: number) => Promise<RenewAnswer[]>;
  watch: (all: About[]) => Promise<RenewAnswer[]>;
  command: (...words: (string | number)[]) => Promise<unknown>;
  /** What each window counts as used, in their order: user month, user day, service month, service day. */
  used: (about?: About) => Promise<number[]>;
  /** An account's running replies, each with the end of its lease. */
  slots: (account?: string) => Promise<Map<string, number>>;
  /** How many run at that moment, as the owner's page says it. */
  gauge: (nowMs: number) => Promise<number>;
  /** Every key with what is in it. */
  dump: () => Promise<Record<string, unknown>>;
};

export function ledgerIn(store: () => TestStore): Ledger {
  const command: Ledger["command"] = (...words) => send(store(), words);
  const run: RunScript = (script, names, args) => command("EVAL", script, names.length, ...names, ...args);
  return {
    run,
    command,
    reserve: (terms) => reserveIn(run, termsOf(terms)),
    extend: (terms, growth) => extendIn(run, termsOf(terms), growth),
    extendAs: (one, terms, growth) => extendIn(run, { ...termsOf(terms), reservation: one }, growth),
    restore: (known, nowMs) => restoreIn(run, known, nowMs),
    settle: (about, cost) => settleIn(run, reservation(about), cost),
    cancel: (about) => cancelIn(run, reservation(about)),
    renew: (all, nowMs = Date.now()) => renewIn(run, all.map(reservation), nowMs),
    watch: (all) => watchIn((names) => command("MGET", ...names), all.map(reservation)),
    used: async (about) => {
      const { account, month, day } = reservation(about);
      const hashes = [keys.userSpend(account), keys.serviceSpend];
      const figures = await Promise.all(hashes.map((hash) => command("HMGET", hash, month, day)));
      return (figures as unknown[][]).flat().map((figure) => Number(figure ?? 0));
    },
    slots: async (account = "github:1") => leaseEnds(await command("GET", keys.running(account))),
    gauge: async (nowMs) => countRunning(await command("HGET", keys.serviceSpend, "running"), nowMs),
    dump: () => dumpOf(command),
  };
}

async function send({ url, token }: TestStore, words: (string | number)[]): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(words.map(String)) });
  const { result, error } = (await response.json()) as { result?: unknown; error?: string };
  if (error !== undefined) throw new Error(error);
  return result;
}

const READ: Record<string, (key: string) => string[]> = {
  string: (key) => ["GET", key],
  hash: (key) => ["HGETALL", key],
};

async function dumpOf(command: Ledger["command"]): Promise<Record<string, unknown>> {
  const names = (await command("KEYS", "*")) as string[];
  const contents = names.toSorted().map(async (key) => {
    const read = READ[String(await command("TYPE", key))];
    if (!read) throw new Error(`${key} is of a kind the ledger does not use`);
    return [key, await command(...read(key))] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}
