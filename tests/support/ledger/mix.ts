/** A plausible day of a small chat service, drawn with a fixed seed: what it holds against what it settles. */
import { config } from "../config.ts";
import { priceOf } from "../../../lib/usage/price.ts";
import { worstCaseOf } from "../../../lib/usage/worst-case.ts";
import { realInputTokens } from "./texts.ts";

const PROSE = (
  "Could you explain in a few sentences why the settlement of a reply differs from what was held for it before? " +
  "I would like an example with numbers, please, and a short table that compares the three plans we spoke of yesterday. "
).repeat(20);

/** @returns the medians of what was held for each micro-USD settled, and of what was settled, and how many holds fit side by side */
export function plausibleReplies(count: number): { ratio: number; settledMicroUsd: number; parallel: number } {
  const random = seeded(20_261_101);
  const replies = Array.from({ length: count }, () => reply(random));
  const ratio = median(replies.map(({ held, settled }) => held / settled));
  const dayMicroUsd = config.plans.member.budgetUsd.day * 1_000_000;
  const settledMicroUsd = median(replies.map(({ settled }) => settled));
  return { ratio, settledMicroUsd, parallel: Math.floor(dayMicroUsd / median(replies.map(({ held }) => held))) };
}

/** One turn of a conversation of up to eight, answered by some two hundred tokens: the default model, the member's plan. */
function reply(random: () => number): { held: number; settled: number } {
  const model = config.models["gpt-6-luna"];
  const { maxOutputTokens } = config.plans.member;
  const turns = 1 + 2 * Math.floor(random() ** 2 * 4);
  const lengths = Array.from({ length: turns }, (_, at) =>
    at % 2 === 0 ? 30 + 370 * random() ** 2 : 200 + 1_400 * random(),
  );
  const texts = [config.instructions, ...lengths.map((length) => PROSE.slice(0, length))];
  const output = Math.min(maxOutputTokens, Math.round(200 * Math.exp(0.8 * gaussian(random))));
  const usage = { input: realInputTokens(texts), cachedInput: 0, cacheWrite: 0, output };
  return { held: worstCaseOf(model, { texts, images: 0, maxOutputTokens }), settled: priceOf(model, usage) };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A linear congruential generator: plain, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
