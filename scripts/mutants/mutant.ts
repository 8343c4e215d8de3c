/** One way to break the ledger: a place in a file, what to put there instead, and the test that must notice. */

export type Mutant = { name: string; file: string; find: string; replace: string; test: string };

type Line = [name: string, find: string, replace: string];

export function of(file: string, test: string, lines: Line[]): Mutant[] {
  return lines.map(([name, find, replace]) => {
    return { name, file: `lib/usage/${file}.ts`, find, replace, test: `tests/usage/${test}.test.ts` };
  });
}
