/** One way to break the ledger: a place in a file, what to put there instead, and the test that must notice. */

export type Mutant = { name: string; file: string; find: string; replace: string; test: string };

type Line = [name: string, find: string, replace: string];

/** @param file below lib, without its ending @param test below tests, likewise */
export function of(file: string, test: string, lines: Line[]): Mutant[] {
  return lines.map(([name, find, replace]) => {
    return { name, file: `lib/${file}.ts`, find, replace, test: `tests/${test}.test.ts` };
  });
}
