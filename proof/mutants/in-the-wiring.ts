/** What a process does around its questions to the store. */
import { of } from "./mutant.ts";

export const inTheWiring = [
  ...of("usage/reserve", "usage/reserve", [
    ["AI_PAUSED is not looked at", 'if (env().AI_PAUSED) throw new Refusal("paused");', ""],
    [
      "a lost reserve is not cancelled",
      "afterResponse(retryUntilStored(() => cancelIn(runScript, asked.reservation)).landed);",
      "",
    ],
    [
      "a refusal passes",
      'if (answer.word !== "reserved" && answer.word !== "probing") throw',
      'if (answer.word === "exhausted") throw',
    ],
  ]),
  ...of("usage/ask-ledger", "usage/reserve", [
    [
      "thresholds are not told of",
      "for (const crossing of answer.crossings) publishAlert(thresholdAlert(crossing, account));",
      "",
    ],
  ]),
  ...of("usage/extend", "usage/extend", [
    ["a cut reply takes a further step", "cut.throwIfAborted();", ""],
    ["a lost extension is not asked for again", "once().catch(once)", "once()"],
    ["a refused step passes", 'if (answer.word !== "extended") throw', 'if (answer.word === "exhausted") throw'],
    [
      "a refused step counts as held",
      "throw stepRefusalFor(answer);\n",
      "sent.push({ ...step, model, holdMicroUsd });\n",
    ],
    ["a step that was taken is forgotten", "  sent.push({ ...step, model, holdMicroUsd });\n", ""],
  ]),
  ...of("usage/ask-ledger", "usage/extend", [
    ["what was lost is not put back", 'if (first.word === "forgotten") await fromStore(putBackTotals);', ""],
  ]),
  ...of("usage/ledger-memory", "usage/ledger-memory", [
    ["a growth after midnight forgets today", "if (seen && next.day < seen.day) return;", ""],
  ]),
  ...of("usage/hold", "usage/extend", [
    [
      "two steps at once are held for as one",
      "const next = extending.then(() => extend(parts, step, cut));",
      "const next = extend(parts, step, cut);",
    ],
    ["what cannot be reckoned is free", ".catch(() => heldFor(sent))", ".catch(() => 0)"],
  ]),
  ...of("usage/hold", "usage/hold", [
    ["a hold is settled each time it is told", "(settlement ??= settle(parts", "(settlement = settle(parts"],
    ["the platform is not asked to wait", "  afterResponse(landed);\n", ""],
  ]),
  ...of("usage/note-provider", "usage/hold", [
    ["a refused account opens no breaker", 'if (end.concerns === "account") return await openBreaker(provider);', ""],
    ["a success does not close the breaker", "if (probing && answered) await closeBreaker(provider);", ""],
    ["the breaker closes without a success", "if (probing && answered)", "if (probing)"],
    ["words without a bill are no success", "usage !== null || deltas > 0", "usage !== null"],
    ["a bill without words is no success", "usage !== null || deltas > 0", "deltas > 0"],
  ]),
  ...of("ledger/retry-until-stored", "ledger/retry-until-stored", [
    [
      "a settlement is tried once",
      "first.then((done) => (done ? undefined : repeat(attempt)))",
      "first.then(() => undefined)",
    ],
    ["tries are not spread", "pause = Math.min(pause * 2, LONGEST_PAUSE_MS)", "pause = FIRST_PAUSE_MS"],
  ]),
  ...of("usage/running-replies", "usage/running-replies", [
    ["a pause does not cut", 'if (answer === "paused") reply', 'if (answer === "lost" && now < 0) reply'],
    ["a block does not cut", 'else if (answer === "blocked") reply', 'else if (answer === "lost" && now < 0) reply'],
    ["a lost slot does not cut", 'else if (answer === "lost" || (answer !== "ok" &&', 'else if ((answer !== "ok" &&'],
    [
      "a lease that ran out in silence does not cut",
      'answer === "lost" || (answer !== "ok" && now >= reply.leaseEndMs)',
      'answer === "lost"',
    ],
    ["leases are not renewed", "({ leaseEndMs }) => leaseEndMs - now < RENEWED_BELOW_MS", "() => false"],
    ["leases are renewed at each look", "({ leaseEndMs }) => leaseEndMs - now < RENEWED_BELOW_MS", "() => true"],
    ["the heart beats for nobody", "  if (batch.length === 0) return;\n", ""],
    ["the heart beats every three seconds", "const HEARTBEAT_MS = 1_000;", "const HEARTBEAT_MS = 3_000;"],
    ["new work is taken while draining", "  return draining;", "  return false;"],
  ]),
  ...of("usage/hold", "usage/running-replies", [
    ["a settled reply goes on beating", "  stopRunning(reservation.id);\n", ""],
  ]),
];
