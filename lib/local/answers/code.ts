/** Code in a few languages, to see how fenced blocks look on the page. */
import "server-only";

import type { Ask } from "../provider-request.ts";
import { fence } from "./quote.ts";

const TYPESCRIPT = fence(
  "typescript",
  `
export function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    groups.set(keyOf(item), [...group, item]);
  }
  return groups;
}`,
);

const PYTHON = fence(
  "python",
  `
def fibonacci(count: int) -> list[int]:
    """The first numbers of the sequence, smallest first."""
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:count]


print(fibonacci(10))`,
);

const SQL = fence(
  "sql",
  `
SELECT customer_id, count(*) AS orders, sum(total) AS spent
FROM orders
WHERE created_at >= date_trunc('month', now())
GROUP BY customer_id
HAVING sum(total) > 100
ORDER BY spent DESC;`,
);

const SHELL = fence(
  "bash",
  `
# The ten largest files below the current folder
find . -type f -printf '%s %p\\n' | sort --numeric-sort --reverse | head --lines=10`,
);

const ANSWERS = [
  {
    asks: /typescript|javascript/i,
    answer: `A small helper that groups a list:\n\n${TYPESCRIPT}\n\nIt makes a new array for each item, which is simple and fast enough below some thousand items.`,
  },
  {
    asks: /python/i,
    answer: `The classic, without recursion:\n\n${PYTHON}\n\nIt runs in linear time and prints \`[0, 1, 1, 2, 3, 5, 8, 13, 21, 34]\`.`,
  },
  {
    asks: /sql/i,
    answer: `This month's best customers:\n\n${SQL}\n\nAn index on \`created_at\` keeps it quick when the table grows.`,
  },
  {
    asks: /bash|shell|\bscript\b/i,
    answer: `One line is enough:\n\n${SHELL}\n\nOn a Mac, write \`-exec stat -f '%z %N' {} +\` instead of \`-printf …\`.`,
  },
];

export function codeAnswers({ text }: Ask): string[] {
  const named = ANSWERS.filter(({ asks }) => asks.test(text));
  return (named.length > 0 ? named : ANSWERS).map(({ answer }) => answer);
}
