import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";

import { accountPage, accountPath } from "../../components/admin/account-path.ts";
import { microUsdOf } from "../../components/admin/user/amount.ts";
import { changeWords } from "../../components/admin/user/change-words.ts";
import { changeOf, fieldsOf } from "../../components/admin/user/grant-fields.ts";
import { exactUsd } from "../../components/admin/money-text.ts";

describe("an amount", () => {
  it.each([
    ["0", 0],
    ["0.1", 100_000],
    [" 12.345678 ", 12_345_678],
    ["0.000001", 1],
    ["1000000", 1_000_000_000_000],
    ["0.3", 300_000],
  ])("is read from %j", (text, microUsd) => expect(microUsdOf(text)).toBe(microUsd));

  it.each(["", " ", "-1", "+1", "1,5", "1.", ".5", "1e3", "0.0000001", "1000000.000001", "9999999", "0x1", "١"])(
    "is not read from %j",
    (text) => expect(microUsdOf(text)).toBeUndefined(),
  );

  it("is read as exactly what was written", () => {
    const most = { min: 0, max: 1_000_000_000_000 };
    const written = (microUsd: number) => exactUsd(microUsd).replaceAll(/[$,]/g, "");
    assert(
      property(integer(most), (microUsd) => {
        expect(microUsdOf(written(microUsd))).toBe(microUsd);
      }),
    );
  });
});

describe("the grant's fields", () => {
  const grant = {
    plan: "team",
    budgetUsd: { day: 0.5, month: null },
    until: "2027-01-01T10:30:15.000Z",
    note: "a friend",
  };

  it("show what is stored", () => {
    expect(fieldsOf(grant)).toEqual({
      plan: "team",
      day: "0.5",
      month: "",
      until: "2027-01-01T10:30",
      note: "a friend",
    });
    expect(fieldsOf(null)).toEqual({ plan: "", day: "", month: "", until: "", note: "" });
  });

  it("send what was touched and nothing else", () => {
    expect(changeOf({})).toEqual({ change: {} });
    expect(changeOf({ day: "1.5" })).toEqual({ change: { budgetUsd: { day: 1.5 } } });
    expect(changeOf({ plan: "admin", month: "0", until: "2027-01-01T10:30", note: " x " })).toEqual({
      change: { plan: "admin", budgetUsd: { month: 0 }, until: "2027-01-01T10:30:00.000Z", note: "x" },
    });
  });

  it("remove what was emptied", () => {
    expect(changeOf({ plan: "", day: "", month: "", until: "", note: " " })).toEqual({
      change: { plan: null, budgetUsd: { day: null, month: null }, until: null, note: null },
    });
  });

  it("tell every field that is wrong, and send nothing then", () => {
    expect(changeOf({ plan: "team", day: "much", month: "-1", until: "12345-01-01T00:00" })).toEqual({
      wrong: ["day", "month", "until"],
    });
    expect(changeOf({ until: "2027-02-31T" })).toEqual({ wrong: ["until"] });
  });
});

describe("what was changed", () => {
  it.each([
    ["5000000 micro-USD, invoice 17", ["+$5.00", "key invoice 17"]],
    ["-1500 micro-USD, re_1, again", ["−$0.0015", "key re_1, again"]],
    [
      '{"plan":"team","budgetUsd":{"day":1,"month":null},"until":"2027-01-01T00:00:00Z","note":null}',
      ["plan team", "day $1", "month removed", "until 2027-01-01T00:00:00Z", "note removed"],
    ],
    ['{"budgetUsd":null}', ["budgets removed"]],
    ["something else", ["something else"]],
  ])("reads %j as words", (change, words) => expect(changeWords(change)).toEqual(words));
});

it("an account's addresses hold any id", () => {
  const id = "oidc:../a/b?c#d%2e é";
  expect(new URL(accountPage(id), "http://x").searchParams.get("id")).toBe(id);
  expect(decodeURIComponent(accountPath(id).split("/").at(-1) ?? "")).toBe(id);
});
