/** `npm run proof -- soak --minutes 10 --seed 7`: a built app under good, bad and leaving clients and faults; exit 1 when something did not hold. */
import { parseArgs } from "node:util";

import { buildOnce } from "../../tests/support/app/build.ts";
import { soak } from "./soak.ts";

const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const minutes = Number(values.minutes ?? 10);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(minutes > 0) || !Number.isSafeInteger(seed))
  throw new Error("Usage: npm run proof -- soak --minutes 10 --seed 7");

await buildOnce();
console.log(`${minutes} minutes with seed ${seed}`);
try {
  const problems = await soak({ seconds: minutes * 60, seed, say: console.log });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log("Every invariant held; memory and handles are back.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
