/** The provider's own figures, in our terms. Where they contradict each other, the dearer reading counts. */
import "server-only";

import type { Usage } from "../../usage/price.ts";

/** As it came: nothing is checked here, and lib/usage/price.ts refuses what cannot be a usage. */
export type ReportedUsage = {
  input: unknown;
  output: unknown;
  total?: unknown;
  cachedInput?: unknown;
  cacheWrite?: unknown;
  reasoning?: unknown;
};

/** Some servers count reasoning beside the output and not in it; then the total, or the reasoning itself, tells. */
export function usageFrom({ input, output, total, cachedInput, cacheWrite, reasoning }: ReportedUsage): Usage {
  const [inputTokens, outputTokens] = [Number(input ?? 0), Number(output ?? 0)];
  const hidden = Number(reasoning ?? 0);
  const readings = [
    outputTokens,
    hidden > outputTokens ? outputTokens + hidden : 0,
    total === undefined || total === null ? 0 : Number(total) - inputTokens,
  ];
  return {
    input: inputTokens,
    cachedInput: Number(cachedInput ?? 0),
    cacheWrite: Number(cacheWrite ?? 0),
    output: Math.max(...readings),
  };
}

/** Of two reports on one answer, the larger in each figure. What is known of the cache goes with its input. */
export function largerUsage(one: Usage | null, other: Usage): Usage {
  if (!one) return other;
  return {
    input: Math.max(one.input, other.input),
    cachedInput: (other.input >= one.input ? other : one).cachedInput,
    cacheWrite: Math.max(one.cacheWrite, other.cacheWrite),
    output: Math.max(one.output, other.output),
  };
}
