/** `npm run proof -- bench [--quick]`: the guarded route beside what others ship; writes docs/benchmarks.md and its chart. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { ROOT } from "../../tests/support/app/build.ts";
import { chart } from "./chart.ts";
import { compare, type Pace } from "./compare.ts";
import { crowds } from "./crowd.ts";
import { firstLoad, growth, refusals, tripsPerReply } from "./measure.ts";
import { page, type Result, targets } from "./page.ts";
import { buildSeconds, startBench } from "./stage.ts";
import { storeCost, storeRows, storeSentence } from "./store.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const pace: Pace = values.quick
  ? { times: 1, rounds: 2, warmUp: { 24: 300, 256: 100 } }
  : { times: 3, rounds: 8, warmUp: { 24: 3_000, 256: 1_000 } };

const load = loadavg()[0] ?? 0;
console.log(`Load average before: ${load.toFixed(2)}`);
const build = buildSeconds();
const bench = await startBench();
try {
  const compared = await compare(bench, pace);
  const result: Result = {
    load,
    compared,
    refusals: await refusals(bench),
    trips: await tripsPerReply(bench),
    store: await storeCost(bench),
    growth: await growth(bench),
    firstLoadBytes: await firstLoad(bench),
    buildSeconds: build,
    coldStartMs: bench.coldStartMs,
    // Last, since it signs its visitors in to a server of its own.
    crowds: await crowds([500, 1_000]),
  };
  for (const { name, figure, met } of targets(result)) console.log(`${met ? "met    " : "NOT MET"} ${name}: ${figure}`);
  for (const [what, commands, , usd] of storeRows(result.store))
    console.log(`${what}: ${commands} commands, ${usd} a thousand`);
  console.log(storeSentence(result.store));
  if (!values.quick) {
    writeFileSync(join(ROOT, "docs/benchmarks.md"), page(result));
    writeFileSync(join(ROOT, "docs/images/benchmarks.svg"), chart(result.compared));
    spawnSync("npx", ["oxfmt", "docs/benchmarks.md"], { cwd: ROOT });
  }
} finally {
  await bench.stop();
}
