import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { log } from "../lib/log.ts";

let lines: string[];
beforeEach(() => {
  lines = [];
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

function written(fields: Parameters<typeof log>[2]): string {
  log("warn", "tried", fields);
  return lines.at(-1) ?? "";
}

describe("a line of the log", () => {
  it("begins with its event and is JSON", () => {
    log("info", "refused", { requestId: "r-1", code: "forbidden", cause: undefined, usage: { input: 1 } });
    expect(lines).toEqual(['{"event":"refused","requestId":"r-1","code":"forbidden","usage":{"input":1}}']);
  });

  it("goes out at its level", () => {
    log("error", "alert_undelivered");
    expect(vi.mocked(console.error)).toHaveBeenCalledExactlyOnceWith('{"event":"alert_undelivered"}');
  });

  it.each([
    ["a line of its own", 'x\n{"event":"admin_action","forged":true}'],
    ["a carriage return", "x\r{}"],
    ["a terminal's commands", "\u001b[2J\u009b2J\u007f"],
    ["Unicode's line ends", "a\u2028b\u2029c\u0085d\u000be"],
    ["text that runs backwards", "a\u202eb\u2066c"],
    ["half a character", "a\ud800b"],
  ])("stays one line of harmless characters with %s in a field", (_, text) => {
    const line = written({ text });
    // oxlint-disable-next-line eslint/no-control-regex -- they must be gone
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u);
    expect(JSON.parse(line)).toEqual({ event: "tried", text });
  });

  it("cuts a text of three megabytes", () => {
    const line = written({ code: "x".repeat(3_000_000), after: 1 });
    expect(line.length).toBeLessThan(1_000);
    expect(JSON.parse(line)).toMatchObject({ code: `${"x".repeat(600)}…`, after: 1 });
  });

  it("leaves out what makes it too long, and says so", () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f${at}`, "\u0000".repeat(500)]));
    const line = written({ ...many, last: "short" });
    expect(line.length).toBeLessThan(4_100);
    expect(JSON.parse(line)).toMatchObject({ event: "tried", f0: "\u0000".repeat(500), last: "short", cut: true });
  });

  it("is one parsable line of bounded length whatever it is given", () => {
    const anything = fc.dictionary(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.oneof(fc.string({ unit: "binary", maxLength: 900 }), fc.double(), fc.boolean(), fc.constant(null)),
      { maxKeys: 40 },
    );
    fc.assert(
      fc.property(anything, fc.dictionary(fc.string(), anything, { maxKeys: 5 }), (flat, deep) => {
        const line = written({ ...flat, ...deep });
        expect(line).not.toMatch(/[\n\r\u2028\u2029\u0085]/);
        expect(line.length).toBeLessThan(4_100);
        expect(JSON.parse(line)).toBeTypeOf("object");
      }),
    );
  });
});
