import { describe, expect, it } from "vitest";

import { textAlone } from "../../components/markdown/text-alone.ts";

const text = (value: string) => ({ type: "text", value });
const element = (tagName: string, ...children: object[]) => ({ type: "element", tagName, properties: {}, children });

function separated(...children: { type: string }[]) {
  const root = { type: "root", children };
  textAlone()(root);
  return root.children;
}

describe("a text in an answer", () => {
  it("gets an element of its own beside others, however deep", () => {
    const strong = element("strong", text("not"));
    expect(separated(element("p", text("It is "), strong, text(" so.")))).toEqual([
      element("p", element("span", text("It is ")), strong, element("span", text(" so."))),
    ]);
  });

  it("stays as it is when it is alone, and when it is blank: no other element may stand between rows", () => {
    const list = element("ul", text("\n"), element("li", text("one")), text("\n"));
    expect(separated(list, text("\n"))).toEqual([list, text("\n")]);
  });
});
