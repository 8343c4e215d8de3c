/** The money attacks: what the provider bills for one user whose owner set a ceiling, by the provider's own word. */
import { setTimeout as sleep } from "node:timers/promises";

import type { Spender, Wanted } from "./money-client.ts";
import { type Bill, readBill, wish } from "./money-provider.ts";

/** What only somebody beside the target can do. */
export type Harm = {
  /** Ends its process as a crash does, and starts it again. */
  crash: () => Promise<void>;
  /** Takes its counters' store away for a while, data kept. */
  withoutStore: (meanwhile: () => Promise<void>) => Promise<void>;
};

type Ring = { say: (how?: { tokens?: number; ms?: number; drops?: boolean }) => string; ask: Spender; harm: Harm };
export type MoneyAttack = { id: string; title: string; why: string; run: (ring: Ring) => Promise<void> };
export type MoneyResult = { id: string; ceilingMicroUsd: number; billedMicroUsd: number; calls: number };
export type MoneyOptions = {
  billUrl: string;
  ceilingMicroUsd: number;
  /** A user that has spent nothing yet, with the ceiling above. */
  newSpender: () => Promise<Spender>;
  /** Without it the attacks that need it are left out. */
  harm?: Harm;
  only?: (attack: MoneyAttack) => boolean;
};

const DEARER = "gpt-6-sol";
/** It makes tokens that nobody sees, before the first word. */
const THINKING = "gpt-5-mini";
const LONGEST_MS = 30_000;
const REFUSALS_IN_A_ROW = 15;
const REFUSED_WAIT_MS = 150;
const NEEDS_HARM = ["money-crash", "money-store-away"];

export const MONEY_ATTACKS: MoneyAttack[] = [
  {
    id: "money-one-by-one",
    title: "40 long answers, one after the other",
    why: "The least that a ceiling must do: stop when it is reached.",
    run: async ({ ask, say }) => insist(40, 1, () => read(ask, { text: say() })),
  },
  {
    id: "money-parallel",
    title: "60 long answers at once",
    why: "A budget that is read before the call and written after it is read by all of them before anybody writes.",
    run: async ({ ask, say }) => inTurn(60, 60, () => read(ask, { text: say({ ms: 1_500 }) })),
  },
  {
    id: "money-aborts",
    title: "40 long answers, each left halfway",
    why: "No usage comes at the end of a stream that was left, and the provider bills what was made.",
    run: async ({ ask, say }) => insist(40, 4, () => leave(ask, { text: say({ ms: 1_200 }) }, 600)),
  },
  {
    id: "money-retries",
    title: "40 questions to a model that thinks, whose line drops before the first word",
    why: "A library that asks again is billed again, and a call that failed was not free.",
    run: async ({ ask, say }) =>
      insist(40, 8, () => read(ask, { text: say({ tokens: 1_000, drops: true }), model: THINKING })),
  },
  {
    id: "money-dearer-model",
    title: "20 answers of a model twenty times as dear",
    why: "The visitor names the model, the owner pays for it.",
    run: async ({ ask, say }) => insist(20, 2, () => read(ask, { text: say({ tokens: 1_000 }), model: DEARER })),
  },
  {
    id: "money-crash",
    title: "Three times 8 answers in flight when the process dies",
    why: "What was only in its memory is forgotten, and was billed.",
    run: async ({ ask, say, harm }) => {
      for (let time = 0; time < 3; time += 1) {
        const running = inTurn(8, 8, () => read(ask, { text: say({ ms: 3_000 }) }));
        await sleep(1_000);
        await harm.crash();
        await running;
      }
      await insist(20, 1, () => read(ask, { text: say() }));
    },
  },
  {
    id: "money-store-away",
    title: "40 long answers while the counters' store is away",
    why: "What cannot be counted is let through by whoever prefers answering to counting.",
    run: async ({ ask, say, harm }) => harm.withoutStore(() => insist(40, 8, () => read(ask, { text: say() }))),
  },
];

/** One attack after the other, each by a user of its own. */
export async function runMoneyAttacks(options: MoneyOptions): Promise<MoneyResult[]> {
  const { billUrl, ceilingMicroUsd, newSpender, harm, only = () => true } = options;
  const results: MoneyResult[] = [];
  for (const attack of MONEY_ATTACKS.filter(only)) {
    if (!harm && NEEDS_HARM.includes(attack.id)) continue;
    const name = `${attack.id}-${crypto.randomUUID()}`;
    await attack.run({ say: (how) => wish(name, how), ask: await newSpender(), harm: harm ?? NO_HARM });
    const { microUsd, calls } = await settled(billUrl, name);
    results.push({ id: attack.id, ceilingMicroUsd, billedMicroUsd: microUsd, calls });
  }
  return results;
}

const NO_HARM: Harm = { crash: async () => {}, withoutStore: async (meanwhile) => meanwhile() };

/** The bill once no call of the attack runs any more. */
async function settled(billUrl: string, name: string): Promise<Bill> {
  for (const until = Date.now() + LONGEST_MS; ; await sleep(200)) {
    const bill = await readBill(billUrl, name);
    if (bill.open === 0 || Date.now() > until) return bill;
  }
}

async function inTurn(count: number, atOnce: number, one: () => Promise<unknown>): Promise<void> {
  let left = count;
  const work = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Until so many were let in. Who is refused waits a little and tries again; after enough refusals in a row nothing more comes. */
async function insist(count: number, atOnce: number, one: () => Promise<boolean>): Promise<void> {
  let left = count;
  let refused = 0;
  const work = async () => {
    while (left > 0 && refused < REFUSALS_IN_A_ROW * atOnce) {
      left -= 1;
      if (await one()) refused = 0;
      else {
        left += 1;
        refused += 1;
        await sleep(REFUSED_WAIT_MS);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** To the end, whatever the end. @returns whether it was let in: a refusal is told by a 4xx or a 503 */
async function read(ask: Spender, wanted: Wanted): Promise<boolean> {
  try {
    const answer = await ask({ ...wanted, signal: AbortSignal.timeout(LONGEST_MS) });
    await answer.arrayBuffer();
    return !isRefusal(answer);
  } catch {
    return true;
  }
}

async function leave(ask: Spender, wanted: Wanted, afterMs: number): Promise<boolean> {
  const leaving = new AbortController();
  try {
    const answer = await ask({ ...wanted, signal: leaving.signal });
    const reading = answer.arrayBuffer();
    if (isRefusal(answer)) return false;
    setTimeout(() => leaving.abort(), afterMs);
    await reading;
  } catch {
    // Broken off, which was the point: the bill tells the rest.
  }
  return true;
}

function isRefusal({ status }: Response): boolean {
  return (status >= 400 && status < 500) || status === 503;
}
