/** What a process does around its questions to the store. */
import { of } from "./mutant.ts";

export const inTheWiring = [
  ...of("reserve", "reserve", [
    ["AI_PAUSED is not looked at", 'if (env().AI_PAUSED) throw new Refusal("paused");', ""],
    ["a lost reserve is not cancelled", "keepAlive(untilItLands(() => cancelIn(runScript, reservation)).landed);", ""],
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
  ...of("hold", "hold", [
    ["a hold is settled each time it is told", "(settlement ??= settle(parts", "(settlement = settle(parts"],
    ["the platform is not asked to wait", "  keepAlive(landed);\n", ""],
    ["a refused account opens no breaker", "if (accountRefused) await openBreaker();", "if (accountRefused) return;"],
    ["a success does not close the breaker", "else if (probing && answered) await closeBreaker();", ""],
    ["the breaker closes without a success", "else if (probing && answered)", "else if (probing)"],
    ["words without a bill are no success", "usage !== null || pieces > 0", "usage !== null"],
    ["a bill without words is no success", "usage !== null || pieces > 0", "pieces > 0"],
  ]),
  ...of("until-it-lands", "until-it-lands", [
    [
      "a settlement is tried once",
      "first.then((done) => (done ? undefined : repeat(attempt)))",
      "first.then(() => undefined)",
    ],
    ["tries are not spread", "pause = Math.min(pause * 2, LONGEST_PAUSE_MS)", "pause = FIRST_PAUSE_MS"],
  ]),
  ...of("running-replies", "running-replies", [
    ["a pause does not cut", 'else if (answer === "paused") reply', 'else if (answer === "lost" && now < 0) reply'],
    ["a lost slot does not cut", 'else if (answer === "lost" || now >=', "else if (now >="],
    [
      "a lease that ran out in silence does not cut",
      'answer === "lost" || now >= reply.leaseEndMs',
      'answer === "lost"',
    ],
    ["the heart beats for nobody", "  if (batch.length === 0) return;\n", ""],
    ["the heart beats every three seconds", "const HEARTBEAT_MS = 1_000;", "const HEARTBEAT_MS = 3_000;"],
    ["new work is taken while draining", "  return draining;", "  return false;"],
  ]),
  ...of("hold", "running-replies", [["a settled reply goes on beating", "  stopRunning(reservation.id);\n", ""]]),
];
