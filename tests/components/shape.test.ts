import { describe, expect, it } from "vitest";

import { isListOf, isNumber, isOneOf, isOr, isShaped, isString, parseShaped } from "../../components/shape.ts";

type Row = { name: string; size: number; kind: "big" | "small"; note?: string | undefined; parent: string | null };

const isRow = isShaped<Row>({
  name: isString,
  size: isNumber,
  kind: isOneOf("big", "small"),
  note: isOr(isString, undefined),
  parent: isOr(isString, null),
});
const row = { name: "one", size: 1, kind: "big", parent: null };

describe("a shape", () => {
  it.each([row, { ...row, note: "seen" }, { ...row, parent: "two" }, { ...row, other: [] }])("takes %j", (value) => {
    expect(parseShaped(JSON.stringify(value), isRow)).toEqual(value);
  });

  it.each([
    null,
    [],
    "row",
    7,
    {},
    { ...row, name: 1 },
    { ...row, size: "1" },
    { ...row, kind: "medium" },
    { ...row, kind: "toString" },
    { ...row, note: null },
    { ...row, parent: undefined },
  ])("does not take %j", (value) => {
    expect(parseShaped(JSON.stringify(value), isRow)).toBeUndefined();
  });

  it.each(["", "{", "undefined", "[1,]"])("does not take %j for JSON", (text) => {
    expect(parseShaped(text, isRow)).toBeUndefined();
  });

  it("reads a list to its last member", () => {
    expect(isListOf(isRow)([row, row])).toBe(true);
    expect(isListOf(isRow)([row, { ...row, size: null }])).toBe(false);
    expect(isListOf(isRow)({ 0: row, length: 1 })).toBe(false);
  });

  it("does not take what an object only inherits", () => {
    expect(isShaped<{ toString: string }>({ toString: isString })({})).toBe(false);
    expect(isRow(Object.create(row))).toBe(false);
  });
});
