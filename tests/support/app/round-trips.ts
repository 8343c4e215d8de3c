/** Names a round trip to the store by the body of its request. */
import { createHash } from "node:crypto";

import { CANCEL } from "../../../lib/ledger/cancel.ts";
import { EXTEND } from "../../../lib/ledger/extend-script.ts";
import { RENEW } from "../../../lib/ledger/renew.ts";
import { RESERVE } from "../../../lib/ledger/reserve-script.ts";
import { SETTLE } from "../../../lib/ledger/settle.ts";
import { keys } from "../../../lib/store/keys.ts";

export type RoundTrip = "gate" | "reserve" | "extend" | "beat" | "settle" | "cancel" | "other";

const MARKS: [RoundTrip, string[]][] = [
  ["reserve", marks(RESERVE)],
  ["extend", marks(EXTEND)],
  // It looks by a plain command, and now and then renews the leases.
  ["beat", [...marks(RENEW), JSON.stringify(["mget", keys.pause]).slice(1, -1)]],
  ["settle", marks(SETTLE)],
  ["cancel", marks(CANCEL)],
  ["gate", [keys.requests("chat:user", "")]],
];

/** A script goes by its hash, or by its text to a store that does not know it yet. */
export function roundTripOf(body: string): RoundTrip {
  return MARKS.find(([, words]) => words.some((word) => body.includes(word)))?.[0] ?? "other";
}

/** The round trips of this kind, of this account alone where one is named. */
export function trip(kind: RoundTrip, account = ""): (body: string) => boolean {
  return (body) => roundTripOf(body) === kind && body.includes(account);
}

function marks({ text: script }: { text: string }): string[] {
  return [createHash("sha1").update(script).digest("hex"), JSON.stringify(script).slice(1, -1)];
}
