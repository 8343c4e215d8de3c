/** Micro-USD as people read them, by whole-number arithmetic: a float would round where nobody asked it to. */

/**
 * Four decimals below a dollar, two from there on. Less than the last digit can say is written as such, never as nothing.
 * @param microUsd a whole number, not negative
 */
export function usd(microUsd: number): string {
  if (microUsd === 0) return "$0.00";
  const tenThousandths = Math.round(microUsd / 100);
  if (tenThousandths === 0) return "<$0.0001";
  return tenThousandths < 10_000 ? `$${decimals(tenThousandths, 4)}` : `$${decimals(Math.round(microUsd / 10_000), 2)}`;
}

/** All six decimals. @param microUsd a whole number, not negative */
export function exactUsd(microUsd: number): string {
  return `$${decimals(microUsd, 6)}`;
}

function decimals(whole: number, places: number): string {
  const digits = String(whole).padStart(places + 1, "0");
  const dollars = digits.slice(0, -places).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return `${dollars}.${digits.slice(-places)}`;
}

/** One decimal, rounded down: 100 % is said only when all of it is used. */
export function percentOf(used: number, limit: number): string {
  if (limit === 0) return used === 0 ? "0 %" : "over 100 %";
  const tenths = Math.floor((1000 * used) / limit);
  return `${Math.floor(tenths / 10)}.${tenths % 10} %`;
}
