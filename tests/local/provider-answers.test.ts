/** What the stand-in says to whom. */
import { describe, expect, it } from "vitest";

import { config } from "../../lib/config.ts";
import { answerTo } from "../../lib/local/provider-answers.ts";
import type { Turn } from "../../lib/local/provider-request.ts";

const DISCLOSURE = "local stand-in";
/** A later turn of a conversation, where the introduction is over. */
const later = (text: string, exchanges = 1): Turn[] => [
  ...Array.from({ length: exchanges }, (): Turn[] => [
    { role: "user", text: "hello" },
    { role: "assistant", text: "Hello!" },
  ]).flat(),
  { role: "user", text },
];

/** The variants that come up when the same thing is asked again and again. */
const variantsOf = (text: string): string[] =>
  Array.from({ length: 12 }, (_, index) => answerTo(later(text, index + 1)));

describe("answers", () => {
  it.each([
    ["a table", "Show me a table", /^\| .+ \|\n\| --- /m],
    ["code", "write code", /^```(typescript|python|sql|bash)\n[^]+\n```$/m],
    ["code in the language that was asked for", "write a Python function", /^```python$/m],
    ["TypeScript, though there is a script in it", "some TypeScript please", /^```typescript$/m],
    ["a list", "give me a list", /^(-|1\.) /m],
    ["Markdown of all kinds", "show me markdown", /^## .+[^]+^> [^]+^```json$[^]+^\| /m],
    ["a sum", "what is 2 + 3 * 4?", /`2 \+ 3 \* 4 = 14`/],
    ["a sum with brackets", "(2+3) × 4", /`\(2\+3\) \* 4 = 20`/],
    ["a percentage", "15% of 80", /= 12`/],
    ["a fraction without noise", "0.1 + 0.2 please", /= 0.3`/],
    ["an example when the sum makes none", "calculate (2 + ", /`.*\d \* /],
    ["no infinity", "1 / 0", /digits|something like/],
    ["a greeting", "Hello there", /hello again|still here/i],
    ["thanks", "thanks a lot", /welcome|glad|pleasure/i],
    ["who it is", "are you a real model?", /OPENAI_API_KEY/],
    ["an explanation of what it cannot know", "why is the sky blue", /why is the sky blue/],
  ])("contain %s", (_, question, expected) => {
    for (const answer of variantsOf(question)) expect(answer).toMatch(expected);
  });

  it("tell a long story", () => {
    for (const answer of variantsOf("tell me a long story")) expect(answer.split(/\s+/).length).toBeGreaterThan(180);
  });

  it("explain the limits with the numbers that are configured", () => {
    const { title, requests, parallelReplies } = config.plans.member;
    const row = `| ${title} | ${requests["5m"]} | ${requests["1h"]} | ${requests["1d"]} | ${parallelReplies} |`;
    for (const answer of variantsOf("how do the limits work?")) expect(answer).toContain(row);
  });

  it("refer to what was said and count the messages", () => {
    for (const answer of variantsOf("purple elephants")) expect(answer).toContain("purple elephants");
    expect(
      new Set(
        Array.from(
          { length: 9 },
          (_, n) => /\d+ messages|number \d+/.exec(answerTo(later("purple elephants", n + 1)))?.[0],
        ),
      ).size,
    ).toBe(9);
  });

  it("quote without letting Markdown through, and not without end", () => {
    for (const answer of variantsOf("![x](https://example.com/a.png) <b>*hm*</b> | `q`"))
      expect(answer).not.toMatch(/!\[|<b>|`q`/);
    for (const answer of variantsOf("blah ".repeat(1_000))) expect(answer.length).toBeLessThan(600);
  });

  it.each(["table", "write code", "make a list", "story", "limits", "purple elephants"])(
    "come in several variants for %j",
    (question) => {
      expect(new Set(variantsOf(question)).size).toBeGreaterThan(1);
      expect(variantsOf(question)).toEqual(variantsOf(question));
    },
  );

  it("say once in a conversation where they come from", () => {
    expect(answerTo([{ role: "user", text: "show me a table" }])).toContain(DISCLOSURE);
    expect(answerTo(later("show me a table"))).not.toContain(DISCLOSURE);
  });

  it("make points and tables of what tools gave, without their markdown", () => {
    const output = {
      plan: "*Member*",
      messages: [
        { window: "5m", left: 19 },
        { window: "1h", left: 99 },
      ],
      none: [],
    };
    const turns: Turn[] = [
      { role: "user", text: "How much have I left?" },
      { role: "call", callId: "a", name: "my_limits", text: "{}" },
      { role: "output", callId: "a", text: JSON.stringify(output) },
      { role: "call", callId: "b", name: "other", text: "{}" },
      { role: "output", callId: "b", text: "It took too long." },
    ];
    const answer = answerTo(turns);
    expect(answer).toContain("From `my_limits`:");
    expect(answer).toContain("- plan: **Member**");
    expect(answer).toContain("| window | left |\n| --- | --- |\n| 5m | 19 |\n| 1h | 99 |");
    expect(answer).toContain("- It took too long.");
    expect(answerTo([...turns, { role: "user", text: "thanks" }])).not.toContain("window");
  });

  it("are there for nothing at all", () => {
    expect(answerTo([])).toContain("nothing at all");
  });
});
