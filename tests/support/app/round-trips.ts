/** Names what a round trip to the store asks for, by the body of its request: callers of one tick share a round trip. */
import { createHash } from "node:crypto";

import { CANCEL } from "../../../lib/ledger/cancel.ts";
import { EXTEND } from "../../../lib/ledger/extend-script.ts";
import { RENEW } from "../../../lib/ledger/renew.ts";
import { RESERVE } from "../../../lib/ledger/reserve-script.ts";
import { SETTLE } from "../../../lib/ledger/settle.ts";
import { keys } from "../../../lib/store/keys.ts";

export type Asked = "gate" | "reserve" | "extend" | "beat" | "settle" | "cancel" | "figures" | "other";

const MARKS: [Asked, string[]][] = [
  ["reserve", marks(RESERVE)],
  ["extend", marks(EXTEND)],
  // It looks by a plain command, and now and then renews the leases.
  ["beat", [...marks(RENEW), JSON.stringify(["mget", keys.pause]).slice(1, -1)]],
  ["settle", marks(SETTLE)],
  ["cancel", marks(CANCEL)],
  ["figures", [keys.statistics("")]],
  ["gate", [keys.requests("chat:user", "")]],
];

/** One for each command, in their order. */
export function askedIn(body: string): Asked[] {
  return commandsIn(body).map(kindOf);
}

/** The round trips that ask for this, for this account alone where one is named, whatever else they ask for. */
export function trip(kind: Asked, account = ""): (body: string) => boolean {
  return (body) => commandsIn(body).some((command) => kindOf(command) === kind && command.includes(account));
}

/** Alone a command is a list of words, and together they are a list of such lists. */
function commandsIn(body: string): string[] {
  const sent: unknown = JSON.parse(body);
  return Array.isArray(sent) && sent.every(Array.isArray)
    ? sent.map((command: unknown) => JSON.stringify(command))
    : [body];
}

/** A script goes by its hash, or by its text to a store that does not know it yet. */
function kindOf(command: string): Asked {
  return MARKS.find(([, words]) => words.some((word) => command.includes(word)))?.[0] ?? "other";
}

function marks({ text: script }: { text: string }): string[] {
  return [createHash("sha1").update(script).digest("hex"), JSON.stringify(script).slice(1, -1)];
}
