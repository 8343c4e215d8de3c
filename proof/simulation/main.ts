/** `npm run proof -- simulation --runs 20000 --seed 7`: random lives of the ledger; `--path` plays a broken one again. */
import { parseArgs } from "node:util";

import { runSimulation } from "./simulation.ts";

const { values } = parseArgs({
  options: { runs: { type: "string" }, seed: { type: "string" }, path: { type: "string" } },
});
const runs = Number(values.runs ?? 20_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const everySo = Math.ceil(runs / 10);

console.log(`${runs} runs with seed ${seed}`);
const start = performance.now();
try {
  const figures = await runSimulation({
    runs,
    seed,
    ...(values.path === undefined ? {} : { path: values.path }),
    progress,
  });
  console.log(
    `${String(figures)}\n${((performance.now() - start) / 1000).toFixed(0)} seconds, seed ${seed}: every invariant held`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function progress(done: number): void {
  if (done % everySo === 0) console.log(`${done} runs`);
}
