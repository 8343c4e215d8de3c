import * as fc from "fast-check";
import { expect, it } from "vitest";

import { highlight } from "../../components/markdown/highlight.ts";

const kinds = (code: string, language: string): string =>
  highlight(code, language)
    .filter((piece) => piece.kind !== "plain")
    .map((piece) => `${piece.kind}:${piece.text}`)
    .join(" ");

it.each([
  ["js", "const a = 'x'; // why", "keyword:const string:'x' comment:// why"],
  ["python", "def f(): return 10 # ten", "keyword:def keyword:return number:10 comment:# ten"],
  ["css", "a { color: #fff } /* b */", "comment:/* b */"],
  ["sql", "SELECT 1 -- one", "keyword:SELECT number:1 comment:-- one"],
  ["bash", 'echo "a # b" | wc', 'string:"a # b"'],
  ["ts", "/* not yet closed", "comment:/* not yet closed"],
  ["ts", "groups.set(of)", "keyword:of"],
  ["bash", "find . -type f", ""],
  ["text", "const a = 1", ""],
])("colours %s", (language, code, expected) => expect(kinds(code, language)).toBe(expected));

it("never loses or changes a character", () => {
  const language = fc.constantFrom("js", "python", "sql", "html", "text", "?");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), language, (code, name) => {
      expect(
        highlight(code, name)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(code);
    }),
  );
});

it("stays quick on code made to be slow", () => {
  const started = performance.now();
  for (const bait of ['"', "'", "`", "/*", "\\", "#", "a.", "1.", '"\\']) highlight(bait.repeat(50_000), "js");
  expect(performance.now() - started).toBeLessThan(1000);
});
