/** The first seconds of `npm run proof -- soak`: longer ones find more, and this one keeps it working. */
import { expect, it } from "vitest";

import { soak } from "./soak.ts";

it(
  "ends a stormy quarter of a minute with exact books, nothing held, and the size of before",
  { timeout: 120_000 },
  async () => {
    const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
    console.info(`FUZZ_SEED=${seed}`);
    expect(await soak({ seconds: 15, seed, say: console.info })).toEqual([]);
  },
);
