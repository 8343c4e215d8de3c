import { describe, expect, it } from "vitest";

import { type FormulaText, markFormulas, readFormula } from "../../components/markdown/formulas.ts";

/** The formulas that are found, as the renderer hands them over: the content of each marked code span. */
function found(text: string): FormulaText[] {
  const spans = markFormulas(text).matchAll(/(`+)([\uE000\uE001][^]*?[\uE000\uE001])\1/g);
  return [...spans].flatMap((span) => readFormula(span[2]) ?? []);
}

describe("a formula", () => {
  it.each([
    [String.raw`So \(a^2\) is`, String.raw`\(a^2\)`, "a^2", false],
    ["So $$a^2$$ is", "$$a^2$$", "a^2", false],
    [String.raw`So \[a^2\] is`, String.raw`\[a^2\]`, "a^2", true],
    ["$$a^2$$", "$$a^2$$", "a^2", true],
    ["Then\n\n$$\na\n= b\n$$\n\nand", "$$ a = b $$", "a = b", true],
    ["- $$ x $$", "$$ x $$", "x", true],
    [
      String.raw`\[ \begin{aligned} a &= b \\[2pt] c &= d \end{aligned} \]`,
      null,
      String.raw`\begin{aligned} a &= b \\[2pt] c &= d \end{aligned}`,
      true,
    ],
    ["$$ a % the side\n b $$", "$$ a b $$", "a b", true],
    [String.raw`\(50\% \text{ of } \$5\)`, null, String.raw`50\% \text{ of } \$5`, false],
    ["$$\\text{`a`}$$", null, "\\text{`a`}", true],
  ])("%j is found", (text, source, tex, display) => {
    expect(found(text)).toEqual([{ source: source ?? text, tex, display }]);
  });

  it("is found beside others and between words", () => {
    const tex = found(String.raw`If \(x\) and $$y$$ then \[z\] for $5.`).map((one) => one.tex);
    expect(tex).toEqual(["x", "y", "z"]);
  });

  it.each([
    "It costs $5 and $10.",
    "From $1,000 to $2,000 (or $3k).",
    String.raw`Half of one: \(a^2 and no end`,
    "$$a^2 while it is written",
    "$$\n\n$$",
    String.raw`An escaped \\(bracket\\) and \$\$money\$\$`,
    "`\\(x\\)` in code, and ``a ` $$y$$``",
    "```tex\n\\[x\\]\n$$y$$\n```",
    "~~~\n$$y$$\n~~~",
    "```js\n// still being written: $$y$$",
    "    ```\n    $$y$$\n    ```",
    String.raw`\(two` + "\n\n" + String.raw`paragraphs\)`,
  ])("is not seen in %j", (text) => {
    expect(markFormulas(text)).toBe(text);
  });

  it("takes no time to look for, however often one begins", () => {
    const started = performance.now();
    for (const start of ["\\(", "\\[", "$$", "`", "```\n", "~~~\n"]) markFormulas(start.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it.each([undefined, ["x"], "", "x", "\uE000x", "npm test"])("is not what ordinary code is: %j", (code) => {
    expect(readFormula(code)).toBeUndefined();
  });
});
