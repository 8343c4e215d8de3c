/** The safeguards inside the store, and the ears of those who ask it. */
import { of } from "./mutant.ts";

const reserveChecks = of("reserve-script", "ledger-reserve", [
  ["a repeated reserve is taken for a stranger's", "if known == 'held ' .. ARGV[8] then return 'reserved' end", ""],
  ["a repeated reserve is not recognised", "if known then return 'cancelled' end", ""],
  ["pause is not looked at", "if redis.call('EXISTS', KEYS[4]) == 1 then return 'paused' end", ""],
  ["block is not looked at", "if redis.call('EXISTS', KEYS[5]) == 1 then return 'blocked' end", ""],
  ["an open breaker lets all pass", "if retry_at and now < tonumber(retry_at) then return 'breaker_open' end", ""],
  ["a spent token is not looked at", "if redis.call('EXISTS', KEYS[2]) == 1 then return 'token_used' end", ""],
  ["a token is not spent", "redis.call('SET', KEYS[2], '1', 'PX', ARGV[5])", ""],
  [
    "parallel replies are not counted",
    ">= tonumber(ARGV[4]) then return 'parallel_limit'",
    "< 0 then return 'parallel_limit'",
  ],
  ["one parallel reply too many", ">= tonumber(ARGV[4])", "> tonumber(ARGV[4])"],
  ["budgets are not looked at", "if used(KEYS[i]) + hold > limit then", "if false then"],
  ["one micro-USD too many fits", "+ hold > limit then", "+ hold > limit + 1 then"],
  ["the last micro-USD does not fit", "+ hold > limit then", "+ hold >= limit then"],
  [
    "only what is used already counts, not the hold",
    "if used(KEYS[i]) + hold > limit then",
    "if used(KEYS[i]) >= limit then",
  ],
  ["the first window is not looked at", "for i = 7, #KEYS do\n  local limit", "for i = 8, #KEYS do\n  local limit"],
  ["the last window is not looked at", "for i = 7, #KEYS do\n  local limit", "for i = 7, #KEYS - 1 do\n  local limit"],
  ["the reservation is not remembered", "redis.call('SET', KEYS[1], 'held ' .. ARGV[8], 'PX', ARGV[6])", ""],
  ["the reservation lives for ever", "'held ' .. ARGV[8], 'PX', ARGV[6])", "'held ' .. ARGV[8])"],
  ["the token is remembered for ever", "'1', 'PX', ARGV[5])", "'1')"],
  ["the hold is not taken", "redis.call('HINCRBY', KEYS[i], 'used', ARGV[8])", "used(KEYS[i])"],
  [
    "the hold is taken from the first window only",
    "for i = 7, #KEYS do\n  local total",
    "for i = 7, 7 do\n  local total",
  ],
  ["windows live for ever", "  redis.call('PEXPIREAT', KEYS[i], ARGV[2 * i - 3])\n  local fresh", "  local fresh"],
  [
    "the note of an alert lives for ever",
    "    redis.call('PEXPIREAT', KEYS[i], ARGV[2 * i - 3])\n    local place",
    "    local place",
  ],
]);

const reserveLeases = of("reserve-script", "ledger-leases", [
  ["leases do not end", "redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[2])", ""],
  ["no slot is taken", "redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])", ""],
  ["slots live for ever in the store", "redis.call('PEXPIRE', KEYS[3], ARGV[6])", ""],
  [
    "a clock that is behind frees all slots",
    "redis.call('PEXPIRE', KEYS[3], ARGV[6])",
    "redis.call('PEXPIREAT', KEYS[3], ARGV[3])",
  ],
  ["an open breaker never tries again", "if retry_at and now < tonumber(retry_at) then", "if retry_at then"],
  ["an open breaker lets many try", "if retry_at then redis.call('SET', KEYS[6], ARGV[7]) end", ""],
  ["who tries is not told so", "retry_at and 'probing' or 'reserved'", "'reserved'"],
]);

const thresholds = of("reserve-script", "ledger-thresholds", [
  ["thresholds are told of each time", "if percent > before and total", "if total"],
  [
    "thresholds are not remembered",
    "if highest > 0 then redis.call('HSET', key, 'alerted', tostring(highest)) end",
    "",
  ],
  ["thresholds are told of late", "total * 100 >= percent * limit", "total * 100 > percent * limit"],
  [
    "the lowest threshold is remembered",
    "if percent > highest then highest = percent end",
    "if highest == 0 then highest = percent end",
  ],
  [
    "a window that refuses does not count as full",
    "reached(KEYS[i], limit, limit, ARGV[9])",
    "reached(KEYS[i], used(KEYS[i]), limit, ARGV[9])",
  ],
]);

const numbers = of("ledger-scripts", "ledger-reserve", [
  ["figures print with exponents", "string.format('%.0f', n)", "tostring(n)"],
  ["the settlement is remembered for ever", "'settled ' .. ARGV[2], 'PX', ARGV[3])", "'settled ' .. ARGV[2])"],
  ["integers wrap at 2^31 on the stand-in", "return tonumber(text) + 0.0 end", "return tonumber(text) end"],
]);

const settle = of("ledger-scripts", "ledger-settle", [
  ["a reply is settled twice", "if known and string.sub(known, 1, 5) ~= 'held ' then return 'settled' end", ""],
  [
    "what was cancelled is settled",
    "string.sub(known, 1, 5) ~= 'held ' then return 'settled'",
    "string.sub(known, 1, 7) == 'settled' then return 'settled'",
  ],
  ["settling keeps the slot", "redis.call('ZREM', KEYS[2], ARGV[1])\nif known and", "if known and"],
  ["a lost reservation is free", "local cost, held =", "if not known then return 'settled' end\nlocal cost, held ="],
  ["the hold stays beside the cost", "whole(lost and cost or cost - held)", "whole(cost)"],
  ["the hold is given back and the cost forgotten", "whole(lost and cost or cost - held)", "whole(0 - held)"],
  ["a lost window goes below nothing", "whole(lost and cost or cost - held)", "whole(cost - held)"],
  ["the settlement is not remembered", "redis.call('SET', KEYS[1], 'settled ' .. ARGV[2], 'PX', ARGV[3])", ""],
  ["only the first window is settled", "for i = 3, #KEYS do\n  local lost", "for i = 3, 3 do\n  local lost"],
  ["a window that comes back lives for ever", "  redis.call('PEXPIREAT', KEYS[i], ARGV[i + 1])\n", ""],
]);

const cancel = of("ledger-scripts", "ledger-settle", [
  ["no tombstone is set", "redis.call('SET', KEYS[1], 'cancelled', 'PX', ARGV[2])", "redis.call('DEL', KEYS[1])"],
  ["the tombstone stays for ever", "'cancelled', 'PX', ARGV[2])", "'cancelled')"],
  ["cancelling keeps the slot", "redis.call('ZREM', KEYS[2], ARGV[1])\nif not known", "if not known"],
  ["cancelling keeps the hold", "redis.call('HINCRBY', KEYS[i], 'used', whole(0 - held))", "used(KEYS[i])"],
  ["what was settled is cancelled", "if known and string.sub(known, 1, 5) ~= 'held ' then return 'cancelled' end", ""],
  ["cancelling goes below nothing", "if used(KEYS[i]) >= held then", "if true then"],
]);

const renew = of("ledger-scripts", "ledger-leases", [
  ["a heartbeat does not see the pause", "local paused = redis.call('EXISTS', KEYS[1]) == 1", "local paused = false"],
  ["a heartbeat does not see the block", "elseif redis.call('EXISTS', block) == 1 then", "elseif false then"],
  ["a heartbeat revives a lost slot", "elseif not redis.call('ZSCORE', running, ARGV[i]) then", "elseif false then"],
  ["a heartbeat renews nothing", "redis.call('ZADD', running, ARGV[1], ARGV[i])", ""],
]);

const verbs = of("ledger", "ledger-answers", [
  ["any answer settles", 'if (answer !== "settled") throw brokenStore();', "void answer;"],
  ["any answer cancels", '!== "cancelled") throw', '=== "" ) throw'],
  ["too few heartbeat answers pass", "if (words.length !== reservations.length) throw brokenStore();", ""],
  ["any heartbeat answer passes", "    throw brokenStore();\n  });", '    return "ok";\n  });'],
]);

const answers = of("ledger-answers", "ledger-answers", [
  [
    "a list of one word passes for the word",
    'if (typeof answer !== "string") throw brokenStore();\n  return answer.split(separator);',
    "return String(answer).split(separator);",
  ],
  ["an unknown word passes for yes", 'if (word === "reserved" || word === "probing")', 'if (word !== "exhausted")'],
  [
    "rubbish behind a word passes",
    "if (!window || !percents) throw brokenStore();",
    "if (!window || !percents) return [];",
  ],
]);

export const inTheScripts = [
  ...reserveChecks,
  ...reserveLeases,
  ...thresholds,
  ...numbers,
  ...settle,
  ...cancel,
  ...renew,
  ...verbs,
  ...answers,
];
