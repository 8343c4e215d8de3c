/** Reads the ledger straight from Redis, past all of our own code, and checks what must hold of it. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { Redis } from "ioredis";

import { billOfReply } from "./bill.ts";
import type { Call } from "../provider/provider.ts";

export type Books = {
  /** micro-USD, holds included. A run over midnight has two days; their sum is what counts. */
  service: number;
  users: Map<string, number>;
  settled: number[];
  /** Holds that have not ended. */
  held: number[];
  /** By account: the ends of the leases of its running replies, in epoch milliseconds. */
  slots: Map<string, number[]>;
};

/** All at once, so that no reply moves between two figures. */
const SNAPSHOT = `
local out = {}
local function periods(key)
  local flat, words = redis.call('HGETALL', key), {}
  for at = 1, #flat, 2 do
    if string.find(flat[at], '^[%d-]+$') then words[#words + 1] = flat[at] .. ' ' .. flat[at + 1] end
  end
  return table.concat(words, ' ')
end
for _, key in ipairs(redis.call('KEYS', '*')) do
  local name = string.match(key, ':(.*)')
  local value
  if string.find(name, '^spend:') then value = periods(key) end
  if string.find(name, '^reservation:') or string.find(name, '^running:') then value = redis.call('GET', key) end
  if value then
    out[#out + 1] = name
    out[#out + 1] = value
  end
end
return out
`;

/** @throws when days and months, or users and the service, do not add up to the same */
export async function readBooks(redis: Redis): Promise<Books> {
  const flat = (await redis.eval(SNAPSHOT, 0)) as string[];
  const entries = flat.flatMap((key, at): [string, string][] => (at % 2 === 0 ? [[key, flat[at + 1] ?? ""]] : []));
  const [days, months] = [spending(entries, /^\d{4}-\d\d-\d\d$/), spending(entries, /^\d{4}-\d\d$/)];
  deepEqual(days, months);
  const amounts = (word: string) =>
    under(entries, "reservation:").flatMap(([, text]) =>
      text.startsWith(word) ? [whole(text.slice(word.length))] : [],
    );
  const ends = (text: string) => pairs(text).map(([, end]) => Number(end));
  const slots = new Map(under(entries, "running:").map(([account, text]) => [account, ends(text)]));
  return { ...days, settled: amounts("settled "), held: amounts("held "), slots };
}

/** Waits until nothing is held; then no sum is off, and nobody was charged less than the provider bills. */
export async function expectBalanced(redis: Redis, calls: Call[]): Promise<Books> {
  await atRest(redis);
  await Promise.all(calls.map(({ over }) => over));
  const books = await readBooks(redis);
  deepEqual(books.held, []);
  deepEqual([...books.slots], []);
  equal(books.service, sum(books.settled));
  const bill = billOfReply(calls);
  ok(books.service >= bill, `The provider bills ${bill} and the ledger counts ${books.service}`);
  return books;
}

async function atRest(redis: Redis): Promise<void> {
  for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; await sleep(50))
    if ((await readBooks(redis)).held.length === 0) return;
}

/** micro-USD, holds included. */
export async function spentBy(redis: Redis, account: string): Promise<number> {
  return (await readBooks(redis)).users.get(account) ?? 0;
}

type Entries = [string, string][];

function spending(entries: Entries, period: RegExp): Pick<Books, "service" | "users"> {
  const used = (text: string) =>
    sum(pairs(text).flatMap(([name, amount]) => (period.test(name) ? [whole(amount)] : [])));
  const users = new Map(under(entries, "spend:user:").map(([account, text]) => [account, used(text)]));
  const service = sum(under(entries, "spend:service").map(([, text]) => used(text)));
  equal(sum([...users.values()]), service);
  return { service, users };
}

/** "a 1 b 2" */
function pairs(text: string): [string, string][] {
  return Array.from(text.matchAll(/(\S+) (\S+)/g), ([, name = "", value = ""]) => [name, value]);
}

function under(entries: Entries, prefix: string): Entries {
  return entries.flatMap(([key, value]): Entries =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
}

function whole(text: string): number {
  match(text, /^\d{1,15}$/);
  return Number(text);
}

export function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
