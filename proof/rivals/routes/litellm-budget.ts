/** The budget of a key in the rival like LiteLLM: a hold in the counter, reckoned from what was asked and at most what is left. */
import { config } from "../../../tests/support/config.ts";
import type { Surroundings } from "./route.ts";

/** A model that says no bound is taken to write so many. */
const MOST_OUTPUT_TOKENS = 16_384;
const BOUNDS = ["max_completion_tokens", "max_tokens", "max_output_tokens"];
/** The database hears of the spending so late. */
const WRITE_EVERY_MS = 10_000;

type Tokens = { prompt_tokens?: number; completion_tokens?: number };
export type Budget = { inputMicroUsd: number; settle: (microUsd: number) => Promise<void> };
type Asked = { key: string; budgetUsd: number; raw: string; asked: { model: string; [field: string]: unknown } };

export function costOf(model: string, { prompt_tokens = 0, completion_tokens = 0 }: Tokens): number {
  const prices = Object.entries(config.models).find(([id]) => id === model)?.[1].usdPerMillionTokens;
  return prompt_tokens * (prices?.input ?? 0) + completion_tokens * (prices?.output ?? 0);
}

export function budgets({ redis, database }: Surroundings) {
  const unwritten = new Map<string, number>();
  setInterval(() => {
    for (const [key, microUsd] of unwritten) void database.incrbyfloat(`spend:${key}`, microUsd);
    unwritten.clear();
  }, WRITE_EVERY_MS).unref();

  async function reserve({ key, budgetUsd, raw, asked }: Asked): Promise<Budget | "refused"> {
    const limit = budgetUsd * 1_000_000;
    const inputMicroUsd = costOf(asked.model, { prompt_tokens: Math.ceil(raw.length / 4) });
    const wanted = inputMicroUsd + costOf(asked.model, { completion_tokens: boundOf(asked) });
    const counter = `counter:${key}`;
    // Read first, and from the database where the counter cannot say.
    const spent = (await redis.get(counter).catch(() => null)) ?? (await database.get(`spend:${key}`)) ?? 0;
    if (Number(spent) >= limit) return "refused";
    const after = await redis.incrbyfloat(counter, wanted).then(Number, () => undefined);
    let held = after === undefined ? 0 : wanted;
    if (after !== undefined && after > limit) {
      const left = limit - (after - wanted);
      held = Math.max(0, left);
      await redis.incrbyfloat(counter, held - wanted);
      if (left <= 0) return "refused";
    }
    let settled = false;
    const settle = async (microUsd: number) => {
      if (settled) return;
      settled = true;
      unwritten.set(key, (unwritten.get(key) ?? 0) + microUsd);
      await redis.incrbyfloat(counter, microUsd - held).catch(() => undefined);
    };
    return { inputMicroUsd, settle };
  }

  return { reserve };
}

function boundOf(asked: Asked["asked"]): number {
  const said = BOUNDS.map((name) => asked[name]).find((bound) => typeof bound === "number");
  const choices = typeof asked.n === "number" ? Math.max(1, asked.n) : 1;
  return Math.min(said ?? MOST_OUTPUT_TOKENS, MOST_OUTPUT_TOKENS) * choices;
}
