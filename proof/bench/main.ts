/** `npm run proof -- bench [--quick]`: the guarded route beside what others ship; writes docs/benchmarks.md and its chart. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { ROOT } from "../../tests/support/app/build.ts";
import { chart } from "./chart.ts";
import { crowds } from "./crowd.ts";
import { CASES, compare, firstLoad, growth, refusals, tripsPerReply, warmUp } from "./measure.ts";
import { page, type Result, targets } from "./page.ts";
import { signIn } from "./shots.ts";
import { buildSeconds, startBench } from "./stage.ts";
import { storeCost, storeRows, storeSentence } from "./store.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const pace = values.quick ? { rounds: 1, milliseconds: 800 } : { rounds: 5, milliseconds: 1_500 };

const load = loadavg()[0] ?? 0;
console.log(`Load average before: ${load.toFixed(2)}`);
const build = buildSeconds();
const bench = await startBench();
try {
  await signIn(bench.guarded.origin);
  await warmUp(bench, values.quick ? 300 : 3_000);
  const compared: Result["compared"] = [];
  for (const one of CASES) {
    const figures = await compare(bench, one, pace);
    compared.push({ ...one, figures });
    const told = Object.entries(figures).map(([route, { perSecond }]) => `${route} ${perSecond.toFixed(0)}/s`);
    console.log(`${one.tokens} tokens, ${one.parallel} parallel: ${told.join(", ")}`);
  }
  const result: Result = {
    load,
    compared,
    refusals: await refusals(bench, pace.milliseconds),
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
