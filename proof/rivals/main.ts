/** `npm run proof -- rivals [--only ID,ID]`: this starter beside others, by the attack suite and by the provider's bill; writes docs/rivals.md. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { buildOnce, ROOT } from "../../tests/support/app/build.ts";
import { NOT_RUN } from "./about.ts";
import { compare, type Compared } from "./compare.ts";
import { contestants } from "./contestants.ts";
import { tally, worst } from "./figures.ts";
import { type OneOff, switchOffOneByOne } from "./one-off.ts";
import { page, summary } from "./page.ts";
import { installPortkey } from "./portkey.ts";
import { CHOSEN } from "./switches.ts";

/** Between these two lines README has the table of the last run. */
const MARKS = ["<!-- rivals: made by npm run proof -- rivals -->", "<!-- /rivals -->"] as const;

const { values } = parseArgs({ options: { only: { type: "string" } } });
const only = values.only?.split(",");
const started = performance.now();
const notRun = [...NOT_RUN];
await buildOnce();

const portkey = tryInstall();
const compared: Compared[] = [];
try {
  for (const one of contestants(portkey).filter(({ id }) => !only || only.includes(id))) {
    const result = await compare(one);
    compared.push(result);
    const { held, applicable } = tally(result.results);
    console.log(
      `${one.name}: ${held} of ${applicable} held, ${worst(result.money).toFixed(1)} × the ceiling at worst, ${Math.round(result.seconds)} s`,
    );
  }
} finally {
  portkey?.remove();
}
if (only) console.log(summary(compared));
else write(await switchOffOneByOne(CHOSEN, tell));

function write(oneOffs: OneOff[]): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, Linux ${release()}, Node ${process.version}, AI SDK ${versionOf("ai")}, Next ${versionOf("next")}`;
  const minutes = Math.ceil((performance.now() - started) / 60_000);
  const on = new Date().toISOString().slice(0, 10);
  writeFileSync(join(ROOT, "docs/rivals.md"), page({ compared, oneOffs, notRun, minutes, on, machine }));
  const readme = join(ROOT, "README.md");
  const [begin, end] = MARKS;
  const [before = "", rest = ""] = readFileSync(readme, "utf8").split(begin);
  const after = rest.split(end)[1] ?? "";
  if (rest) writeFileSync(readme, `${before}${begin}\n\n${summary(compared)}\n\n${end}${after}`);
  spawnSync("npx", ["oxfmt", "docs/rivals.md", "README.md"], { cwd: ROOT });
}

function versionOf(name: string): string {
  const text = readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8");
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? "";
}

function tell({ off, expected, named }: OneOff): void {
  const names = Object.keys(named);
  console.log(
    `without ${off}: ${names.join(", ") || "nothing"}${names.length === 1 && names[0] === expected ? "" : "  ← not alone"}`,
  );
}

function tryInstall() {
  try {
    return installPortkey();
  } catch (error) {
    notRun.push(`Portkey's gateway: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
