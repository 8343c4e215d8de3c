import { afterEach, beforeEach, expect, it, type MockInstance, vi } from "vitest";

import { boundFrameworkLog } from "../../lib/boot/framework-log.ts";
import { log } from "../../lib/log.ts";

const { debug, log: print, info, warn, error } = console;
/** What was written, each with its line end. */
let lines: string[];
let toError: MockInstance;

beforeEach(() => {
  lines = [];
  const write = (text: unknown): boolean => lines.push(String(text)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  toError = vi.spyOn(process.stderr, "write").mockImplementation(write);
  boundFrameworkLog();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Object.assign(console, { debug, log: print, info, warn, error });
});

it("makes one line of what the framework prints over several, and quotes from a request", () => {
  console.error(new Error('Received "x\n{"event":"admin_action"}"'), { code: "E1" });
  console.log("⨯ %s", "a path\r\nof two lines");
  for (const line of lines) {
    expect(line).toMatch(/^[^\n\r]+\n$/);
    expect(JSON.parse(line)).toMatchObject({ event: "framework" });
  }
  expect(lines).toHaveLength(2);
});

it("bounds it", () => {
  console.warn("x".repeat(3_000_000));
  expect(lines).toHaveLength(1);
  expect(lines[0]?.length).toBeLessThan(1_000);
});

it("leaves our own lines as they are, each where it belongs", () => {
  log("warn", "count_lost", { code: "a\nb" });
  expect(lines).toEqual(['{"event":"count_lost","code":"a\\nb"}\n']);
  expect(toError).toHaveBeenCalledOnce();
});

it.each(['{"event":"admin_action"}\n{"event":"more"}', '{"event":"a b"}', ' {"event":"admin_action"}'])(
  "takes no other text for one of ours: %j",
  (text) => {
    console.info(text);
    expect(JSON.parse(lines.join(""))).toEqual({ event: "framework", text });
  },
);

it("prints each line once where standard output is the console, as on Workers", () => {
  Object.assign(console, { debug, log: print, info, warn, error });
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  const printed = vi.spyOn(console, "info").mockImplementation((line) => void lines.push(String(line)));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    console.log(text);
    return true;
  });
  boundFrameworkLog();
  log("info", "replied");
  console.log("of the framework");
  expect(lines).toEqual(['{"event":"replied"}', '{"event":"framework","text":"of the framework"}']);
  expect(printed).toHaveBeenCalledTimes(2);
});
