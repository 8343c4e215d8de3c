/** Writes option words in capitals where ioredis-mock would overlook them: `SET … nx` must not overwrite. */
import "server-only";

import type { Command } from "../bridge/protocol.ts";

/** Where each command's options begin, counted in arguments; what stands before is a key, a value or a bound. */
const OPTIONS_FROM: Record<string, number> = {
  SET: 2,
  GETEX: 1,
  EXPIRE: 2,
  PEXPIRE: 2,
  EXPIREAT: 2,
  PEXPIREAT: 2,
  ZADD: 1,
  ZRANGE: 3,
  ZREVRANGE: 3,
  ZRANGEBYSCORE: 3,
  ZREVRANGEBYSCORE: 3,
  ZRANGEBYLEX: 3,
  ZREVRANGEBYLEX: 3,
  SCAN: 1,
  HSCAN: 2,
  SSCAN: 2,
  ZSCAN: 2,
  HRANDFIELD: 2,
  LINSERT: 1,
  LMOVE: 2,
  LPOS: 2,
};

const WORDS = new Set(
  `AFTER BEFORE BYLEX BYSCORE CH COUNT EX EXAT GET GT INCR KEEPTTL LEFT LIMIT LT MATCH MAXLEN NX PERSIST PX PXAT RANK
  REV RIGHT TYPE WITHSCORES WITHVALUES XX`.split(/\s+/),
);

export function withOptionWordsInCapitals([name, ...args]: Command): Command {
  const from = OPTIONS_FROM[name];
  if (from === undefined) return [name, ...args];
  const to = endOfOptions(name, args, from);
  return [name, ...args.map((word, index) => (index >= from && index < to ? capitals(word) : word))];
}

/** Members and elements may look like options: they begin after ZADD's first score and LINSERT's side. */
function endOfOptions(name: string, args: string[], from: number): number {
  if (name === "LINSERT") return from + 1;
  if (name !== "ZADD") return args.length;
  const firstScore = args.findIndex((word, index) => index >= from && !WORDS.has(word.toUpperCase()));
  return firstScore === -1 ? args.length : firstScore;
}

function capitals(word: string): string {
  const upper = word.toUpperCase();
  return WORDS.has(upper) ? upper : word;
}
