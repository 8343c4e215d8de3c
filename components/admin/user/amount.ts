/** Amounts as an owner types them. */
const AMOUNT = /^(\d{1,7})(?:\.(\d{1,6}))?$/;
const MOST_MICRO_USD = 1_000_000_000_000;

/** By whole numbers: a float would not hold every sum. @returns micro-USD; undefined for what is no amount up to a million US dollars */
export function microUsdOf(text: string): number | undefined {
  const [, dollars, decimals = ""] = AMOUNT.exec(text.trim()) ?? [];
  if (dollars === undefined) return undefined;
  const microUsd = Number(dollars) * 1_000_000 + Number(decimals.padEnd(6, "0"));
  return microUsd <= MOST_MICRO_USD ? microUsd : undefined;
}
