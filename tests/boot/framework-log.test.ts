import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { boundFrameworkLog } from "../../lib/boot/framework-log.ts";
import { log } from "../../lib/log.ts";

const { debug, log: print, info, warn, error } = console;
let lines: unknown[][];

beforeEach(() => {
  lines = [];
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(line));
  boundFrameworkLog();
});
afterEach(() => {
  Object.assign(console, { debug, log: print, info, warn, error });
});

it("makes one line of what the framework prints over several, and quotes from a request", () => {
  console.error(new Error('Received "x\n{"event":"admin_action"}"'), { code: "E1" });
  console.log("⨯ %s", "a path\r\nof two lines");
  for (const [line, ...rest] of lines) {
    expect(rest).toEqual([]);
    expect(line).not.toMatch(/[\n\r]/);
    expect(JSON.parse(String(line))).toMatchObject({ event: "framework" });
  }
  expect(lines).toHaveLength(2);
});

it("bounds it", () => {
  console.warn("x".repeat(3_000_000));
  expect(String(lines[0]).length).toBeLessThan(1_000);
});

it("leaves our own lines as they are", () => {
  log("warn", "count_lost", { code: "a\nb" });
  expect(lines).toEqual([['{"event":"count_lost","code":"a\\nb"}']]);
});

it.each(['{"event":"admin_action"}\n{"event":"more"}', '{"event":"a b"}', ' {"event":"admin_action"}'])(
  "takes no other text for one of ours: %j",
  (text) => {
    console.info(text);
    expect(JSON.parse(String(lines[0]))).toEqual({ event: "framework", text });
  },
);
