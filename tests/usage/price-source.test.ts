/** Compares lib/config.ts with a public price list. A difference must be explained here, or the price is mistaken. */
import { calcPrice } from "@pydantic/genai-prices";
import { describe, expect, it } from "vitest";

import { config } from "../../lib/config.ts";
import type { ModelConfig } from "../../lib/config-schema.ts";
import { priceOf, type Usage } from "../../lib/usage/price.ts";

const models = Object.entries<ModelConfig>(config.models);

const TOKENS = 100_000;
const LONG = 300_000;
const NOTHING: Usage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

/** What is dearer or cheaper there, by model and kind, and why that is right. */
const EXPLAINED: Record<string, Partial<Record<string, string>>> = {
  "gpt-6-luna": { "long context": "no plan reaches it" },
  "gpt-6-sol": { "long context": "no plan reaches it" },
};

const kinds: [string, Usage][] = [
  ["input", { ...NOTHING, input: TOKENS }],
  ["cached input", { ...NOTHING, input: TOKENS, cachedInput: TOKENS }],
  ["cache writes", { ...NOTHING, input: TOKENS, cacheWrite: TOKENS }],
  ["output", { ...NOTHING, output: TOKENS }],
  ["long context", { ...NOTHING, input: LONG, output: TOKENS }],
];

function publicPrice(model: string, { input, cachedInput, cacheWrite, output }: Usage): number | undefined {
  const usage = {
    input_tokens: input,
    cache_read_tokens: cachedInput,
    cache_write_tokens: cacheWrite,
    output_tokens: output,
  };
  const found = calcPrice(usage, model, { providerId: "openai" });
  return found ? Math.round(found.total_price * 1_000_000) : undefined;
}

/** A model that no public list has, such as one of your own, is for you to compare with your provider's price page. */
const listed = models.filter(([id]) => publicPrice(id, NOTHING) !== undefined);

describe("the price table", () => {
  it.each(listed.flatMap(([id, model]) => kinds.map(([kind, usage]) => [id, kind, model, usage] as const)))(
    "agrees with the public list on %s: %s",
    (id, kind, model, usage) => {
      const theirs = publicPrice(id, usage);
      const ours = priceOf(model, usage);
      expect(theirs === ours).toBe(EXPLAINED[id]?.[kind] === undefined);
    },
  );

  it("leaves long context out only where no plan reaches it", () => {
    const instructions = Buffer.byteLength(config.instructions);
    const longest = Math.max(...Object.values(config.plans).map(({ maxInputTokens }) => maxInputTokens)) + instructions;
    expect(longest).toBeLessThan(272_000 / 2);
  });
});
