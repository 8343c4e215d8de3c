/** `npm run proof -- SUITE [options]`: starts one of the suites of this folder; each README says what it proves. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const SUITES = {
  attack: "attack/main.ts",
  simulation: "simulation/main.ts",
  mutants: "mutants/main.ts",
  bench: "bench/main.ts",
  soak: "soak/main.ts",
  rivals: "rivals/main.ts",
  provider: "attack/money-stand-in.ts",
  screenshots: "pages/screenshots.ts",
  lighthouse: "pages/lighthouse.ts",
};

const [suite = "", ...options] = process.argv.slice(2);
const file = Object.entries(SUITES).find(([name]) => name === suite)?.[1];
if (file) {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const command = ["--conditions=react-server", program, ...options];
  process.exitCode = spawnSync(process.execPath, command, { stdio: "inherit" }).status ?? 2;
} else {
  console.error(`npm run proof -- SUITE [options], where SUITE is one of ${Object.keys(SUITES).join(", ")}`);
  process.exitCode = 2;
}
