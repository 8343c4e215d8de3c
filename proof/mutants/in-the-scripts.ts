/** The safeguards inside the store, and the ears of those who ask it. */
import { of } from "./mutant.ts";

const reserveChecks = of("ledger/reserve-script", "ledger/reserve", [
  ["a repeated reserve is taken for a stranger's", "if known == 'held ' .. hold or", "if"],
  ["a repeated reserve is not recognised", "if known then return 'cancelled' end", ""],
  ["pause is not looked at", "if stored[3] then return 'paused' end", ""],
  ["block is not looked at", "if stored[4] then return 'blocked' end", ""],
  ["an open breaker lets all pass", "if retry_at and money(now) < money(retry_at) then return 'breaker_open' end", ""],
  ["a spent token is not looked at", "if stored[2] then return 'token_used' end", ""],
  ["a token is not spent", "redis.call('SET', token, '1', 'PX', token_ms)", ""],
  ["parallel replies are not counted", "if #slots >= parallel then return 'parallel_limit' end", ""],
  ["one parallel reply too many", "#slots >= parallel", "#slots > parallel"],
  [
    "the reservation is not remembered",
    "redis.call('SET', reservation, 'held ' .. hold .. (on_credit and ' credit' or ''), 'PX', held_ms)\n",
    "",
  ],
  ["the reservation lives for ever", "' credit' or ''), 'PX', held_ms)", "' credit' or ''))"],
  ["the token is remembered for ever", "'1', 'PX', token_ms)", "'1')"],
]);

const forget = of("ledger/lua", "ledger/reserve", [
  [
    "figures that are still wanted go",
    "period < string.sub(oldest, 1, #period)",
    "period <= string.sub(oldest, 1, #period)",
  ],
  ["a month goes before its end is old", "period < string.sub(oldest, 1, #period)", "period < oldest"],
  ["broken running replies pass", "if table.concat(words, ' ') ~= (text or '') then error('broken slots') end", ""],
  ["figures print with exponents", "string.format('%.0f', n)", "tostring(n)"],
  [
    "integers wrap at 2^31 on the stand-in",
    "return tonumber(text or '0') + 0.0 end",
    "return tonumber(text or '0') end",
  ],
]);

const reserveLeases = of("ledger/reserve-script", "ledger/leases", [
  ["leases do not end", "if money(slot.lease_end) > money(now) then slots", "if true then slots"],
  ["leases end a moment late", "if money(slot.lease_end) > money(now)", "if money(slot.lease_end) >= money(now)"],
  ["no slot is taken", "slots[#slots + 1] = { id = id, lease_end = lease_end }", ""],
  ["an open breaker never tries again", "if retry_at and money(now) < money(retry_at) then", "if retry_at then"],
  ["an open breaker lets many try", "if retry_at then redis.call('SET', breaker, next_try) end", ""],
]);

const forgetting = [
  ...of("ledger/totals", "ledger/restore", [
    ["another beginning is no loss", "since ~= seen_since or money", "money"],
    ["fewer holds are no loss", "(since ~= seen_since or money(holds) < money(seen_holds))", "since ~= seen_since"],
    ["as many holds are a loss", "money(holds) < money(seen_holds)", "money(holds) <= money(seen_holds)"],
    ["who has seen nothing is sent away", "seen_since ~= '' and (", "("],
  ]),
  ...of("ledger/restore", "ledger/restore", [
    ["the smaller figure is put back", "if money(text) < money(other) and", "if money(text) > money(other) and"],
    ["a loss that is put back is no beginning", "if not since or (is_lost and", "if not since and (is_lost and"],
    [
      "what was settled since is put back too",
      "money(other) and (is_lost or seen_since == '') then",
      "money(other) then",
    ],
    ["holds begin at nothing", "local holds = larger(known[2], seen_holds)", "local holds = known[2] or '0'"],
    ["the month is not put back", "larger(known[3], month_used)", "known[3] or '0'"],
    ["the day is not put back", "larger(known[5], day_used)", "known[5] or '0'"],
    ["the month's thresholds are told again", "larger(known[4], month_alerted)", "known[4] or '0'"],
    ["the day's thresholds are told again", "larger(known[6], day_alerted)", "known[6] or '0'"],
    ["what is put back never ends", "redis.call('PEXPIRE', service, service_ms)", ""],
  ]),
];

const memory = of("ledger/reservation", "ledger/reserve", [
  ["a user's figures go with their period", "oldest_spend: daysAgo(KEPT_DAYS.userSpend)", "oldest_spend: daysAgo(0)"],
  [
    "the service's figures go with their period",
    "oldest_service: daysAgo(KEPT_DAYS.serviceSpend)",
    "oldest_service: daysAgo(0)",
  ],
  [
    "a hash ends before its month",
    "spend_ms: (LONGEST_MONTH_DAYS + KEPT_DAYS.userSpend + 1)",
    "spend_ms: (KEPT_DAYS.userSpend + 1)",
  ],
]);

const slotsAndGauge = of("ledger/lua", "ledger/leases", [
  ["slots live for ever in the store", "table.concat(words, ' '), 'PX', keep_ms) end", "table.concat(words, ' ')) end"],
  ["crashed replies are counted for ever", "if money(at) * ${STEP_MS} > money(now) then", "if true then"],
  ["ended replies are counted on", "[-1] = ended, [1] = begun", "[0] = ended, [1] = begun"],
]);

const thresholds = of("ledger/thresholds", "ledger/thresholds", [
  ["thresholds are told of each time", "if percent > before and total", "if total"],
  ["thresholds are told of late", "total * 100 >= percent * limit", "total * 100 > percent * limit"],
  [
    "the lowest threshold is remembered",
    "if percent > highest then highest = percent end",
    "if highest == 0 then highest = percent end",
  ],
]);

/** What a hold and its growth share: each is broken for both. */
const room = [
  ...of("ledger/room", "ledger/reserve", [
    ["budgets are not looked at", "return hash.used[at] + want > hash.ceilings[at]", "return false"],
    ["one micro-USD too many fits", "+ want > hash.ceilings[at]", "+ want > hash.ceilings[at] + 1"],
    ["the last micro-USD does not fit", "+ want > hash.ceilings[at]", "+ want >= hash.ceilings[at]"],
    [
      "only what is used already counts, not the hold",
      "return hash.used[at] + want > hash.ceilings[at]",
      "return hash.used[at] >= hash.ceilings[at]",
    ],
    [
      "months are not looked at",
      "for at, period in ipairs({ month, day }) do",
      "for at, period in pairs({ [2] = day }) do",
    ],
    ["days are not looked at", "for at, period in ipairs({ month, day }) do", "for at, period in ipairs({ month }) do"],
    ["the hold is not taken", "= period, whole(total) end", "= period, whole(used) end"],
    ["spending lives for ever", "  if hash.is_new then redis.call('PEXPIRE', hash.key, hash.keep_ms) end\n", ""],
    ["each reservation costs an expiry", "if hash.is_new then redis", "if true then redis"],
    [
      "the note of an alert lives for ever",
      "        redis.call('PEXPIRE', hash.key, hash.keep_ms)\n      end",
      "      end",
    ],
  ]),
  ...of("ledger/room", "ledger/extend", [
    ["a growth passes budgets", "return hash.used[at] + want > hash.ceilings[at]", "return false"],
    ["a growth of one micro-USD too many fits", "+ want > hash.ceilings[at]", "+ want > hash.ceilings[at] + 1"],
    ["the last micro-USD does not fit a growth", "+ want > hash.ceilings[at]", "+ want >= hash.ceilings[at]"],
    ["what a window has lost of a hold stays lost", "used < was and used + was or used", "used"],
    ["a hold is counted twice", "used < was and used + was or used", "used + was"],
    ["what moves to credit stays in the windows", "pays and used - was or used + want", "pays and used or used + want"],
    ["what moves to credit is not written", "if total ~= used or not pays then", "if not pays then"],
    [
      "a growth does not see that the store has forgotten",
      "if has_forgotten(since, holds, seen_since, seen_holds) then return 'forgotten' end",
      "",
    ],
    ["a growth is not counted among the holds", "whole(money(holds) + 1)", "whole(money(holds))"],
  ]),
  ...of("ledger/room", "ledger/credit", [
    [
      "credit is for days alone",
      "return is_full(hash, want, 1) or is_full(hash, want, 2)",
      "return is_full(hash, want, 2)",
    ],
    [
      "credit is for months alone",
      "return is_full(hash, want, 1) or is_full(hash, want, 2)",
      "return is_full(hash, want, 1)",
    ],
    ["thresholds count what credit pays", "pays and used - was or used + want", "used + want"],
  ]),
  ...of("ledger/room", "ledger/restore", [
    ["a loss goes unnoticed", "if has_forgotten(since, holds, seen_since, seen_holds) then return 'forgotten' end", ""],
    ["holds are not counted", "whole(money(holds) + 1)", "whole(money(holds))"],
    ["a ledger begins with each hold", "since or now, whole", "now, whole"],
    ["each hold says that the ledger begins", "since and 'seen' or 'began'", "'began'"],
    [
      "a threshold that was told is forgotten",
      "fresh ~= '' and highest or hash.known[2 * at] or '0'",
      "fresh ~= '' and highest or '0'",
    ],
  ]),
  ...of("ledger/room", "ledger/thresholds", [
    [
      "thresholds are not remembered",
      "      fields[#fields + 1], fields[#fields + 2] = period .. ':alerted', highest\n",
      "",
    ],
    [
      "the threshold of a window that refuses is not remembered",
      "        redis.call('HSET', hash.key, period .. ':alerted', highest)\n",
      "",
    ],
    [
      "a window that refuses does not count as full",
      "reached(full and ceiling or total,",
      "reached(full and used or total,",
    ],
    [
      "a refusal tells the ceiling as what is used",
      "whole(full and not pays and used or total)",
      "whole(full and ceiling or total)",
    ],
  ]),
];

const reserveRoom = [
  ...of("ledger/reserve-script", "ledger/reserve", [
    [
      "the user's windows are not looked at",
      "local refusal, told = take(own, want, on_credit, 0)",
      "local refusal, told = nil, ''",
    ],
    ["the service's windows are not looked at", "refusal, told = take(all, want, false, 0)", "refusal, told = nil, ''"],
    ["old figures stay for ever", "if #hash.fields > 0 and hash.is_new_day then forget(hash.key, hash.oldest) end", ""],
    ["the user's figures stay as long as the service's", "oldest = oldest_spend,", "oldest = oldest_service,"],
  ]),
  ...of("ledger/reserve-script", "ledger/leases", [
    ["running replies are not counted", "recount(all.known[5], {}, { lease_end }, now)", "all.known[5] or ''"],
    ["who tries is not told so", "(retry_at and 'probing' or 'reserved')", "'reserved'"],
  ]),
  ...of("ledger/reserve-script", "ledger/credit", [
    ["credit is not taken", "whole(money(stored[8]) - want), outstanding", "whole(money(stored[8])), outstanding"],
    [
      "what is taken from credit is still promised",
      "local promised = money(stored[9]) - want",
      "local promised = money(stored[9])",
    ],
    ["a part of the hold is enough", "money(stored[8]) >= want", "money(stored[8]) > 0"],
    ["credit for exactly the hold does not reach", "money(stored[8]) >= want", "money(stored[8]) > want"],
    ["credit stands above the service's ceiling", "take(all, want, false, 0)", "take(all, want, on_credit, 0)"],
    ["credit is taken while there is room", "lacks_room(own, want) and", ""],
  ]),
];

const extend = [
  ...of("ledger/extend-script", "ledger/extend", [
    ["a repeated growth is taken twice", "if held ~= from then return held == to and 'extended' or 'lost' end", ""],
    ["a repeated growth is not recognised", "return held == to and 'extended' or 'lost' end", "return 'lost' end"],
    [
      "any other hold passes for a repetition",
      "return held == to and 'extended' or 'lost' end",
      "return 'extended' end",
    ],
    ["an ended reply grows", "'^held (%d+)(.*)$'", "'^%a+ (%d+)(.*)$'"],
    ["a growth does not see the pause", "if stored[2] then return 'paused' end", ""],
    ["a growth does not see the block", "if stored[3] then return 'blocked' end", ""],
    ["an ended session grows", "money(signed_in_at) <= money(stored[at])", "false"],
    [
      "a session of the very second grows",
      "money(signed_in_at) <= money(stored[at])",
      "money(signed_in_at) < money(stored[at])",
    ],
    ["only the account's sign-out ends", "for at = 8, 9 do", "for at = 8, 8 do"],
    ["only the session's own sign-out ends", "for at = 8, 9 do", "for at = 9, 9 do"],
    ["a reply without a slot grows", "if not has_slot then return 'lost' end", ""],
    ["any slot will do", "has_slot = has_slot or slot.id == id", "has_slot = true"],
    ["grants are not looked at", "local ceilings = in_force(stored[5])", "local ceilings = in_force(nil)"],
    [
      "a growth forgets the user's windows",
      "local refusal, told = take(own, want, pays, in_windows)",
      "local refusal, told = nil, ''",
    ],
    [
      "a growth forgets the service's windows",
      "refusal, told = take(all, growth, false, was)",
      "refusal, told = nil, ''",
    ],
    ["a growth counts the whole hold again", "growth, has = whole_hold - was,", "growth, has = whole_hold,"],
    ["a growth does not notice a loss of the service", "refusal = count_hold(all)\n", ""],
    ["what the service has lost of the hold stays lost", "read_windows(all, was)", "read_windows(all, 0)"],
    [
      "what the user's windows have lost of the hold stays lost",
      "read_windows(own, in_windows)",
      "read_windows(own, 0)",
    ],
    [
      "what is on credit is looked for in the windows",
      "in_windows = was_on_credit and was or 0, was_on_credit and 0 or was",
      "in_windows = was_on_credit and was or 0, was",
    ],
    ["credit pays though the windows have room", "(was_on_credit or lacks_room(own, want))", "true"],
    [
      "what is on credit leaves it for windows that have room",
      "(was_on_credit or lacks_room(own, want))",
      "lacks_room(own, want)",
    ],
    ["what is in the windows does not move to credit", "(was_on_credit or lacks_room(own, want))", "was_on_credit"],
    ["credit has to have the whole hold again", "has + on_credit >= whole_hold and", "has >= whole_hold and"],
    ["credit for the growth alone is enough", "has + on_credit >= whole_hold and", "has >= growth and"],
    [
      "credit for exactly the growth does not reach",
      "has + on_credit >= whole_hold and",
      "has + on_credit > whole_hold and",
    ],
    [
      "credit stands above the service's ceiling for a growth",
      "take(all, growth, false, was)",
      "take(all, growth, pays, was)",
    ],
    ["a grown hold forgets that credit pays", "(pays and ' credit' or '')", "''"],
    ["a grown hold stays on credit for ever", "(pays and ' credit' or '')", "(was_on_credit and ' credit' or '')"],
    ["a grown hold lives for ever", "' credit' or ''), 'PX', held_ms)", "' credit' or ''))"],
    [
      "credit does not pay for a growth",
      "local left = has + on_credit - (pays and whole_hold or 0)",
      "local left = has",
    ],
    ["what leaves credit is lost", "has + on_credit - (pays and whole_hold or 0)", "has - (pays and whole_hold or 0)"],
    [
      "credit is promised that a growth has taken",
      "whole(math.max(0, money(stored[7]) + left - has))",
      "whole(money(stored[7]))",
    ],
    ["the user's windows are not written", "write_windows(own)\n", ""],
    ["the service's windows are not written", "write_windows(all)\n", ""],
    ["what is told of the user's thresholds is lost", "local answer = 'extended' .. told", "local answer = 'extended'"],
  ]),
  ...of("ledger/extend", "ledger/extend", [
    [
      "a growth looks for the mark of its account alone",
      "own_ended: keys.signedOut(userId),",
      "own_ended: keys.signedOut(account),",
    ],
  ]),
  ...of("ledger/extend", "ledger/answers", [
    [
      "any answer is a growth",
      "return refused ? { word: refused, crossings: [] }",
      'return refused || answer !== "x" ? { word: "lost", crossings: [] }',
    ],
  ]),
];

const settle = of("ledger/settle", "ledger/settle", [
  ["a reply is settled twice", "local ends = not is_over and read_ends", "local ends = read_ends"],
  ["settling keeps the slot", "free_slot()\n", ""],
  ["the settlement is not remembered", "redis.call('SET', reservation, 'settled ' .. cost, 'PX', ended_ms)", ""],
  ["nothing is written", "write_ends(ends)\n", ""],
]);

const settleMemory = of("ledger/settle", "ledger/reserve", [
  ["the settlement is remembered for ever", "'settled ' .. cost, 'PX', ended_ms)", "'settled ' .. cost)"],
]);

const ends = of("ledger/end", "ledger/settle", [
  ["what was cancelled is settled", "string.sub(known, 1, 5) ~= 'held '", "string.sub(known, 1, 7) == 'settled'"],
  ["the hold stays beside the cost", "or sum - was + cost)", "or sum + cost)"],
  ["the hold is given back and the cost forgotten", "or sum - was + cost)", "or sum - was)"],
  ["a lost window goes below nothing", "sum < was and sum + cost or sum - was + cost", "sum - was + cost"],
  ["a lost window is free", "sum < was and sum + cost or", "sum < was and sum or"],
  ["the user's windows are not settled", "return { end_in(spend, spend_ms, held, cost), ", "return { "],
  ["the service's windows are not settled", ", end_in(service, service_ms, held, cost) } end", " } end"],
  ["only months are settled", "{ month, after(used[1]), day, after(used[2]) }", "{ month, after(used[1]) }"],
  ["only days are settled", "{ month, after(used[1]), day, after(used[2]) }", "{ day, after(used[2]) }"],
  [
    "a window that comes back lives for ever",
    "    if one.is_new then redis.call('PEXPIRE', one.hash, one.keep_ms) end\n",
    "",
  ],
  ["another's slot is freed", "if slot.id == id then lease_end", "if slot.id ~= id then lease_end"],
  [
    "a hold that the store has lost counts as one",
    "local held, from_credit = money(held_text)",
    "local held, from_credit = money(held_text or '100')",
  ],
]);

const credit = [
  ...of("ledger/reserve-script", "ledger/credit", [
    ["a repeated reserve on credit is taken for a stranger's", " or known == 'held ' .. hold .. ' credit'", ""],
    ["a reservation forgets that credit pays", "(on_credit and ' credit' or '')", "''"],
    ["an ended session takes holds", "money(signed_in_at) <= money(stored[at])", "false"],
    [
      "a session of the very second stays",
      "money(signed_in_at) <= money(stored[at])",
      "money(signed_in_at) < money(stored[at])",
    ],
  ]),
  ...of("ledger/end", "ledger/credit", [
    ["the rest of the credit is kept", "held - cost\n", "0\n"],
    ["credit goes below nothing", "local left = math.max(0, has + rest)", "local left = has + rest"],
    ["what credit cannot pay is free", "if has + rest < 0 then", "if false then"],
  ]),
  ...of("ledger/credit", "ledger/credit", [
    [
      "a payment is counted twice",
      "if redis.call('HGET', counted, payment) then return 'known ' .. whole(has) end",
      "",
    ],
    ["more is taken back than there is", "math.max(0, has + money(micro_usd))", "has + money(micro_usd)"],
    ["there is no most", "if after > money(most) then return 'too_much' end", ""],
    ["erased credit is still promised", "money(stored[2]) - money(stored[1])", "money(stored[2])"],
  ]),
  ...of("ledger/granted", "ledger/credit", [
    ["a grant does not end", "if own['until'] and money(own['until']) <= money(now) then own = {} end", ""],
    ["a grant ends a moment late", "money(own['until']) <= money(now)", "money(own['until']) < money(now)"],
    ["a granted plan is not looked at", "if name == own.plan then", "if false then"],
    ["a granted month is not looked at", "if own.month then ceilings[1] = money(own.month) end", ""],
    ["a granted day is not looked at", "if own.day then ceilings[2] = money(own.day) end", ""],
  ]),
];

const endedSessions = [
  ...of("operate/mark-ended", "operate/mark-ended", [
    [
      "an older mark brings sessions back",
      "if tonumber(redis.call('GET', key) or '0') >= tonumber(second) then return end\n",
      "",
    ],
    [
      "marks are compared as texts",
      "tonumber(redis.call('GET', key) or '0') >= tonumber(second)",
      "(redis.call('GET', key) or '0') >= second",
    ],
    ["a guest's mark is kept for ever", "second, 'PX', kept_ms)", "second)"],
  ]),
  ...of("operate/set-blocked", "operate/mark-ended", [
    ["a block ends no session", "mark(ended, second, '0')\n", ""],
    ["a block is not listed", "redis.call('SADD', all_blocked, account)\n", ""],
  ]),
];

const cancel = of("ledger/cancel", "ledger/settle", [
  [
    "no tombstone is set",
    "redis.call('SET', reservation, 'cancelled', 'PX', ended_ms)",
    "redis.call('DEL', reservation)",
  ],
  ["the tombstone stays for ever", "'cancelled', 'PX', ended_ms)", "'cancelled')"],
  ["cancelling keeps the slot", "free_slot()\n", ""],
  ["cancelling keeps the hold", "if ends then write_ends(ends) end\n", ""],
  ["what was settled is cancelled", "if is_over then return 'cancelled' end", ""],
]);

const renew = of("ledger/renew", "ledger/leases", [
  ["a renewal does not see the pause", "stored[1] and 'paused' or block", "block"],
  ["a renewal does not see the block", "block and 'blocked' or not slot", "not slot"],
  ["a renewal writes nothing", "if is_changed then write_slots(KEYS[2 * account + 2], slots, held_ms) end", ""],
  ["a renewal lets the count of running replies fade", "begun[#begun + 1], slot.lease_end", "begun[1], slot.lease_end"],
  [
    "answers come in the accounts' order",
    'return reservations.map(({ id }) => byId.get(id) ?? "lost");',
    "return words;",
  ],
  ["a look does not see the pause", 'if (stored.get(keys.pause) !== null) return "paused";', ""],
  ["a look does not see the block", 'if (stored.get(keys.blocked(account)) !== null) return "blocked";', ""],
  ["a look does not see a lost slot", '.has(id) ? "ok" : "lost"', '.has(id) ? "ok" : "ok"'],
]);

const verbs = [
  ...of("ledger/settle", "ledger/answers", [["any answer settles", '!== "settled") throw', '=== "") throw']]),
  ...of("ledger/cancel", "ledger/answers", [["any answer cancels", '!== "cancelled") throw', '=== "") throw']]),
  ...of("ledger/renew", "ledger/answers", [
    ["too few answers of a renewal pass", "words.length !== ids.length || ", ""],
    ["any answer of a renewal passes", " || !words.every(isAnswer)) throw", ") throw"],
    ["too few values of a look pass", " || values.length !== names.length", ""],
    ["values that are none pass", " || values.includes(undefined)", ""],
  ]),
  ...of("ledger/slots", "ledger/answers", [
    ["broken slots pass", "|| !/^\\S+ \\d+(?: \\S+ \\d+)*$/.test(text)) throw", ") throw"],
  ]),
];

const answers = [
  ...of("ledger/taken", "ledger/answers", [
    [
      "a list of one word passes for the word",
      'typeof answer === "string" ? answer.split(" ") : []',
      'String(answer).split(" ")',
    ],
    ["an unknown word passes for yes", "const word = words.find((yes) => yes === first);", "const word = words[0];"],
    [
      "a refusal by no window passes",
      "if (!window) throw brokenStore();",
      "if (!window) return { word: words[0]!, service: undefined, crossings: [] };",
    ],
  ]),
  ...of("ledger/thresholds", "ledger/answers", [
    [
      "rubbish behind a word passes",
      "if (!shipped || !percents) throw brokenStore();",
      "if (!shipped || !percents) return [];",
    ],
  ]),
];

const limits = of("gate/count-script", "gate/request-limits", [
  ["one request too many passes", "if rest < rate then", "if rest < 0 then"],
  ["the last request does not pass", "if rest < rate then", "if rest <= rate then"],
  ["a refusal is counted", "if word == 'refused' then rate = 0 end\n", ""],
  ["a look is counted", "if rate > 0 then\n  for at, counts", "if true then\n  for at, counts"],
  ["the window before does not count", "math.floor((1 - passed) * previous)", "0"],
  ["the window before counts in full", "math.floor((1 - passed) * previous)", "previous"],
  [
    "a new window forgets the one before",
    "elseif number ~= newest then current, previous = 0, current end",
    "elseif number ~= newest then current, previous = 0, 0 end",
  ],
  ["a pause keeps old counts", "if not newest or number > newest + 1 then", "if not newest then"],
  ["a clock that is behind opens a window again", "if number + 1 == newest then number, passed = newest, 0 end", ""],
  ["a broken counter begins anew", "if stored[at] and #known ~= 3 * #lengths then return 'broken' end", ""],
  ["counters live for ever", "counts, 'PX', keep_ms)", "counts)"],
  ["any number of figures passes", "left.length !== standings.length || ", ""],
  ["more may be left than there is", " || !isPossible", ""],
  ["a refusal needs no reason", " || !hasReason", ""],
  ["any text is read", "/^(counted|refused)((?: \\d+)+)$/", "/(counted|refused)((?: \\d+)+)/"],
]);

export const inTheScripts = [
  ...reserveChecks,
  ...forget,
  ...reserveLeases,
  ...forgetting,
  ...memory,
  ...slotsAndGauge,
  ...thresholds,
  ...room,
  ...reserveRoom,
  ...extend,
  ...settle,
  ...settleMemory,
  ...ends,
  ...credit,
  ...endedSessions,
  ...cancel,
  ...renew,
  ...verbs,
  ...answers,
  ...limits,
];
