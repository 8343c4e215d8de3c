/** Drives the ledger's verbs against a test store, and reads what they left behind. */
import { config } from "../../lib/config.ts";
import { budgetWindows } from "../../lib/usage/budget-windows.ts";
import {
  cancelIn,
  type RenewAnswer,
  renewIn,
  reserveIn,
  type ReserveOptions,
  type Reservation,
  type RunScript,
  settleIn,
} from "../../lib/usage/ledger.ts";
import type { ReserveAnswer } from "../../lib/usage/ledger-answers.ts";
import type { TestStore } from "./stores.ts";

/** Plenty in each window: user month, user day, service month, service day. */
export const PLENTY = [1_000_000, 1_000_000, 1_000_000, 1_000_000];

type About = { id?: string; account?: string; nowMs?: number; limits?: number[] };

export function reservation({
  id = "r1",
  account = "github:1",
  nowMs = Date.now(),
  limits = PLENTY,
}: About = {}): Reservation {
  const windows = budgetWindows({ account, plan: "member" }, config, nowMs);
  return { id, account, windows: windows.map((window, at) => ({ ...window, limitMicroUsd: limits[at] ?? 0 })) };
}

export type Terms = About & Partial<Omit<ReserveOptions, "reservation">>;

export function termsOf(about: Terms = {}): ReserveOptions {
  const { nowMs = Date.now(), hold = 1_000, parallelReplies = 100, thresholdsPercent = [50, 80, 100] } = about;
  const one = reservation({ ...about, nowMs });
  return {
    reservation: one,
    chatTokenId: about.chatTokenId ?? `token of ${one.id}`,
    hold,
    parallelReplies,
    thresholdsPercent,
    nowMs,
  };
}

export type Ledger = {
  run: RunScript;
  reserve: (terms?: Terms) => Promise<ReserveAnswer>;
  settle: (about: About, cost: number) => Promise<void>;
  cancel: (about: About) => Promise<void>;
  renew: (all: About[], nowMs?: number) => Promise<RenewAnswer[]>;
  command: (...words: (string | number)[]) => Promise<unknown>;
  /** What each window counts as used, in their order: user month, user day, service month, service day. */
  used: (about?: About) => Promise<number[]>;
  /** Every key with what is in it. */
  dump: () => Promise<Record<string, unknown>>;
};

export function ledgerIn(store: () => TestStore): Ledger {
  const command: Ledger["command"] = (...words) => send(store(), words);
  const run: RunScript = (script, keys, args) => command("EVAL", script, keys.length, ...keys, ...args);
  return {
    run,
    command,
    reserve: (terms) => reserveIn(run, termsOf(terms)),
    settle: (about, cost) => settleIn(run, reservation(about), cost),
    cancel: (about) => cancelIn(run, reservation(about)),
    renew: (all, nowMs = Date.now()) => renewIn(run, all.map(reservation), nowMs),
    used: async (about) => {
      const { windows } = reservation(about);
      const figures = await Promise.all(windows.map(({ key }) => command("HGET", key, "used")));
      return figures.map((figure) => Number(figure ?? 0));
    },
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
  zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
};

async function dumpOf(command: Ledger["command"]): Promise<Record<string, unknown>> {
  const keys = (await command("KEYS", "*")) as string[];
  const contents = keys.toSorted().map(async (key) => {
    const read = READ[String(await command("TYPE", key))];
    if (!read) throw new Error(`${key} is of a kind the ledger does not use`);
    return [key, await command(...read(key))] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}
