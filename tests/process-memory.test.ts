import { afterEach, describe, expect, it, vi } from "vitest";

import type * as processMemory from "../lib/process-memory.ts";

/** What one bundle sees: a copy of the module that is its own. */
async function bundle(): Promise<typeof processMemory> {
  vi.resetModules();
  return import("../lib/process-memory.ts");
}

afterEach(() => void vi.unstubAllGlobals());

describe("the memory of a process", () => {
  it("is one for bundles that the framework hands the same class to, whatever their globals are", async () => {
    vi.stubGlobal("AsyncLocalStorage", vi.fn());
    const [one, other] = [await bundle(), await bundle()];
    one.rememberRecent("test-words", 10).set("name", "value");
    expect(other.rememberRecent("test-words", 10).get("name")).toBe("value");
    vi.stubGlobal("AsyncLocalStorage", vi.fn());
    expect((await bundle()).rememberRecent("test-words", 10).get("name")).toBeUndefined();
  });

  it("is there where no class is handed over", async () => {
    vi.stubGlobal("AsyncLocalStorage", undefined);
    const { processMemory } = await bundle();
    expect(processMemory).toBe(globalThis);
  });
});

describe("what is remembered of late", () => {
  it("is kept apart by its label", async () => {
    const { rememberRecent } = await bundle();
    rememberRecent("test-one", 10).set("name", "value");
    expect(rememberRecent("test-other", 10).get("name")).toBeUndefined();
  });

  it("never grows past its bound", async () => {
    const { rememberRecent } = await bundle();
    const recent = rememberRecent<number>("test-bound", 3);
    for (let at = 0; at < 4; at += 1) recent.set(`name ${at}`, at);
    expect([0, 1, 2, 3].map((at) => recent.get(`name ${at}`))).toEqual([undefined, undefined, undefined, 3]);
  });
});
