/** One contestant through the attack suite and the money attacks. */
import { type MoneyResult, runMoneyAttacks } from "../attack/money.ts";
import type { Result } from "../attack/report.ts";
import { type RunOptions, runAttacks } from "../attack/run.ts";
import { CEILING_MICRO_USD, type Contestant, type Entrant, type Setting } from "./contestants.ts";
import { type Stage, startStage } from "./stage.ts";

export type Compared = Omit<Contestant, "start"> & { results: Result[]; money: MoneyResult[]; seconds: number };
type Chosen = { attacks?: RunOptions["only"]; money?: Parameters<typeof runMoneyAttacks>[0]["only"] };

/** These look for the end of a user's money. */
const BUDGET = ["spending-budget-seen", "spending-budget-race"];
/** US dollars of the stand-in, which cost nobody anything. */
const ENOUGH_USD = 1_000;
/** What the attackers may name, and what they may not. */
const MODELS = { model: "gpt-6-luna", dearerModel: "gpt-6-sol" };

/** @param chosen all when absent */
export async function compare({ start, ...about }: Contestant, { attacks, money }: Chosen = {}): Promise<Compared> {
  const started = performance.now();
  const only = attacks ?? (() => true);
  const trial = (setting: Setting, chosen: NonNullable<RunOptions["only"]>) =>
    onStage(start, setting, (entrant) => attacked(entrant, (attack) => only(attack) && chosen(attack)));
  // The starter tells its limits, so that the suite keeps within them until their turn comes.
  const own = about.id === "ours";
  const results = [
    ...(await trial("wide", ({ area, id }) => (own || area !== "limits") && !BUDGET.includes(id))),
    ...(own ? [] : await trial("as it comes", ({ area }) => area === "limits")),
    ...(await trial("ceiling", ({ id }) => BUDGET.includes(id))),
  ];
  const billed = await onStage(start, "ceiling", ({ running, newSpender }, { provider, cable }) =>
    runMoneyAttacks({
      billUrl: provider.billUrl,
      ceilingMicroUsd: CEILING_MICRO_USD,
      newSpender,
      harm: {
        crash: running.crash,
        withoutStore: async (meanwhile) => {
          cable.cut();
          await meanwhile();
          cable.mend();
        },
      },
      ...(money && { only: money }),
    }),
  );
  return { ...about, results, money: billed, seconds: (performance.now() - started) / 1_000 };
}

async function attacked({ running, attackers }: Entrant, only: NonNullable<RunOptions["only"]>): Promise<Result[]> {
  const report = await runAttacks({ url: running.origin, ...MODELS, ...(await attackers()), maxUsd: ENOUGH_USD, only });
  if (!report) throw new Error(`Nobody answers at ${running.origin}`);
  return report.results;
}

async function onStage<T>(
  start: Contestant["start"],
  setting: Setting,
  work: (entrant: Entrant, stage: Stage) => Promise<T>,
): Promise<T> {
  const stage = await startStage();
  try {
    const entrant = await start(stage, setting);
    try {
      return await work(entrant, stage);
    } finally {
      await entrant.running.stop();
    }
  } finally {
    await stage.stop();
  }
}
