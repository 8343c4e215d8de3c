/** Which words of a command are options, and which only look like it. */
import { expect, it } from "vitest";

import { withOptionWordsInCapitals } from "../../lib/local/option-words.ts";
import type { Command } from "../../lib/bridge/protocol.ts";

it.each<[Command, Command]>([
  [
    ["SET", "nx", "px", "nx", "px", "100"],
    ["SET", "nx", "px", "NX", "PX", "100"],
  ],
  [
    ["GETEX", "ex", "ex", "5"],
    ["GETEX", "ex", "EX", "5"],
  ],
  [
    ["ZADD", "gt", "nx", "ch", "1", "nx", "2", "gt"],
    ["ZADD", "gt", "NX", "CH", "1", "nx", "2", "gt"],
  ],
  [
    ["ZADD", "key"],
    ["ZADD", "key"],
  ],
  [
    ["ZRANGE", "rev", "0", "-1", "rev", "withScores"],
    ["ZRANGE", "rev", "0", "-1", "REV", "WITHSCORES"],
  ],
  [
    ["SCAN", "0", "match", "user:*", "count", "10"],
    ["SCAN", "0", "MATCH", "user:*", "COUNT", "10"],
  ],
  [
    ["LINSERT", "before", "before", "after", "before"],
    ["LINSERT", "before", "BEFORE", "after", "before"],
  ],
  [
    ["HSET", "hash", "nx", "px"],
    ["HSET", "hash", "nx", "px"],
  ],
])("reads %j as %j", (command, expected) => {
  expect(withOptionWordsInCapitals(command)).toEqual(expected);
});
