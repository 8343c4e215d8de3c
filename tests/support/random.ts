/** Chance that can be played again: the same seed gives the same numbers on every machine. */
export type Random = {
  /** A whole number from 0 to below `end`. */
  below: (end: number) => number;
  /** @param share how often, from 0 to 1 */
  chance: (share: number) => boolean;
  pick: <T>(choices: readonly [T, ...T[]]) => T;
  bytes: (length: number) => Buffer;
};

/** @param seed any integer; a counter behind a mixer of bits, which passes for random in tests and nowhere else */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    chance: (share) => next() < share,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
