/** Names a trip to the store by the body of its request. */
import { createHash } from "node:crypto";

import { CANCEL, RENEW, SETTLE } from "../../lib/usage/ledger-scripts.ts";
import { RESERVE } from "../../lib/usage/reserve-script.ts";

export type Trip = "gate" | "reserve" | "renew" | "settle" | "cancel" | "other";

const MARKS: [Trip, string[]][] = [
  ["reserve", marks(RESERVE)],
  ["renew", marks(RENEW)],
  ["settle", marks(SETTLE)],
  ["cancel", marks(CANCEL)],
  ["gate", ["requests:chat:"]],
];

/** A script goes by its hash, or by its text to a store that does not know it yet. */
export function tripOf(body: string): Trip {
  return MARKS.find(([, words]) => words.some((word) => body.includes(word)))?.[0] ?? "other";
}

/** The trips of this kind, of this account alone where one is named. */
export function trip(kind: Trip, account = ""): (body: string) => boolean {
  return (body) => tripOf(body) === kind && body.includes(account);
}

function marks(script: string): string[] {
  return [createHash("sha1").update(script).digest("hex"), JSON.stringify(script).slice(1, -1)];
}
