/** Five hundred random lives of the service, always the same ones; `npm run proof -- simulation` draws others, and as many as you like. */
import { expect, it } from "vitest";

import { runSimulation } from "./simulation.ts";

/** Fewer when each of a hundred mutants is to be tried. */
const RUNS = Number(process.env.SIMULATION_RUNS ?? 500);
const SEED = 20_261_123;

it(
  `keeps every ceiling, loses no reply and refuses nobody wrongly, in ${RUNS} random lives (seed ${SEED})`,
  { timeout: 120_000 },
  async () => {
    const figures = await runSimulation({ runs: RUNS, seed: SEED });
    console.info(String(figures));
    expect(figures).toMatchObject({ runs: RUNS, overshoot: 0, drift: 0, falseAnswers: 0 });
    // It proves something only where the ceilings were in reach and things went wrong.
    expect(figures.fullest).toBeGreaterThan(0.75);
    expect(figures.settled).toBeGreaterThan(RUNS);
  },
);
