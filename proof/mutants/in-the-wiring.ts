/** What a process does around its questions to the store. */
import { of } from "./mutant.ts";

export const inTheWiring = [
  ...of("usage/reserve", "usage/reserve", [
    ["AI_PAUSED is not looked at", 'if (env().AI_PAUSED) throw new Refusal("paused");', ""],
    [
      "a lost reserve is not cancelled",
      "afterResponse(retryUntilStored(() => cancelIn(runScript, reservation)).landed);",
      "",
    ],
    [
      "thresholds are not told of",
      "for (const crossing of answer.crossings) publishAlert(thresholdAlert(crossing, user.account));",
      "",
    ],
    [
      "a refusal passes",
      'if (answer.word !== "reserved" && answer.word !== "probing") throw',
      'if (answer.word === "exhausted") throw',
    ],
  ]),
  ...of("usage/hold", "usage/hold", [
    ["a hold is settled each time it is told", "(settlement ??= settle(parts", "(settlement = settle(parts"],
    ["the platform is not asked to wait", "  afterResponse(landed);\n", ""],
  ]),
  ...of("usage/note-provider", "usage/hold", [
    ["a refused account opens no breaker", 'if (end.concerns === "account") return await openBreaker(provider);', ""],
    ["a success does not close the breaker", "if (probing && answered) await closeBreaker(provider);", ""],
    ["the breaker closes without a success", "if (probing && answered)", "if (probing)"],
    ["words without a bill are no success", "end.usage !== null || end.deltas > 0", "end.usage !== null"],
    ["a bill without words is no success", "end.usage !== null || end.deltas > 0", "end.deltas > 0"],
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
