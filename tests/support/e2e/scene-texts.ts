/** What is said in the scenes, and the chats that somebody had before. */
export const ANSWER = `Each has its charm. In short:

| Way | Time | Taste | Best for |
| --- | --- | --- | --- |
| Filter | 4 min | clear, light | a pot for friends |
| French press | 5 min | full, heavy | slow mornings |
| Espresso | 30 s | strong, sweet | the hurried |

**How much coffee?** About 60 g to a litre of water. As code:

\`\`\`ts
/** Grams of coffee for so many millilitres of water. */
export function grams(millilitres: number): number {
  return Math.round(millilitres * 0.06);
}
\`\`\`

> Grind just before brewing: it matters more than the machine.
`;

const DAY_MS = 86_400_000;

function chat(id: string, daysAgo: number, question: string) {
  const messages = [
    { id: `${id}-1`, role: "user", text: question },
    { id: `${id}-2`, role: "assistant", text: "Gladly. **Here is how.**" },
  ];
  return { id, updatedAt: Date.now() - daysAgo * DAY_MS, messages };
}

export const CHATS = [
  chat("tea", 0, "Tea or coffee before a long walk?"),
  chat("neighbour", 1, "Help me write a short, friendly note to a new neighbour"),
  chat("limits", 1, "Explain rate limiting to someone who has never heard of it"),
  chat("palindrome", 40, "Write code that checks whether a word is a palindrome"),
  chat("arabic", 41, "كيف أصنع القهوة؟"),
];
