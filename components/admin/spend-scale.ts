/** The height of the chart: the round sum that the tallest bar fits under. */

const STEPS = [1, 2, 5, 10];
/** A tenth of a cent: half of it can still be written with the four decimals of the axis. */
const LEAST_MICRO_USD = 1_000;

/** @returns micro-USD: 1, 2 or 5 times a power of ten, at least as much as the most that was spent */
export function roundTop(mostMicroUsd: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(LEAST_MICRO_USD, mostMicroUsd)));
  return unit * (STEPS.find((step) => step * unit >= mostMicroUsd) ?? 10);
}
