/** When a provider counts as failing, and when as back: over several processes that share a store. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { onAlert } from "../../lib/events.ts";
import type * as health from "../../lib/usage/provider-health.ts";
import { startService } from "../support/ledger/service.ts";
import { describeEachStore } from "../support/store/stores.ts";

const START = Date.UTC(2026, 10, 27, 12);
type Health = Pick<typeof health, "noteOutcome">;
let service: Awaited<ReturnType<typeof startService>>;
const heard: string[] = [];
const providers: unknown[] = [];
onAlert((alert) => {
  heard.push(alert.event);
  if ("provider" in alert) providers.push(alert.provider);
});

/** Modules of its own, as another process has. */
async function newProcess(): Promise<Health> {
  vi.resetModules();
  return import("../../lib/usage/provider-health.ts");
}

describeEachStore("a provider's health", (store) => {
  let one: Health;
  let other: Health;
  const news = () => heard.splice(0);

  beforeEach(async () => {
    service = await startService(store());
    [one, other] = [await newProcess(), await newProcess()];
    news();
    providers.length = 0;
  });
  afterEach(() => service.stop());

  it("is failing at half of ten replies in five minutes, said once", async () => {
    for (let at = 0; at < 9; at += 1) await (at % 2 ? one : other).noteOutcome("openai", "failed", START + at);
    expect(news()).toEqual([]);
    await one.noteOutcome("openai", "failed", START + 10);
    await other.noteOutcome("openai", "failed", START + 11);
    expect(news()).toEqual(["provider_failing"]);
  });

  it("is not failing while most replies are answered, nor when the failures are old", async () => {
    for (let at = 0; at < 11; at += 1) await one.noteOutcome("openai", "answered", START + at);
    for (let at = 0; at < 10; at += 1) await one.noteOutcome("openai", "failed", START + 20 + at);
    expect(news()).toEqual([]);
    for (let at = 0; at < 5; at += 1) await other.noteOutcome("openai", "failed", START + 900_000 + at);
    expect(news()).toEqual([]);
  });

  it("remembers the window before by the share of it that is less than five minutes old", async () => {
    for (let at = 0; at < 9; at += 1) await one.noteOutcome("openai", "failed", START + 299_000);
    await one.noteOutcome("openai", "failed", START + 301_000);
    await one.noteOutcome("openai", "failed", START + 302_000);
    expect(news()).toEqual(["provider_failing"]);
  });

  it("is back after three answers in a row, said once, and may fail again", async () => {
    const fail = async () => {
      for (let at = 0; at < 10; at += 1) await one.noteOutcome("openai", "failed", START + at);
    };
    await fail();
    for (const outcome of ["answered", "answered", "failed", "answered", "answered"] as const)
      await one.noteOutcome("openai", outcome, START + 100);
    expect(news()).toEqual(["provider_failing"]);
    await one.noteOutcome("openai", "answered", START + 101);
    await one.noteOutcome("openai", "answered", START + 102);
    expect(news()).toEqual(["resumed"]);
    await fail();
    expect(news()).toEqual(["provider_failing"]);
  });

  it("is that provider's alone", async () => {
    for (let at = 0; at < 9; at += 1) await one.noteOutcome("openai", "failed", START + at);
    for (let at = 0; at < 9; at += 1) await one.noteOutcome("other", "failed", START + at);
    expect(providers.splice(0)).toEqual([]);
    await one.noteOutcome("other", "failed", START + 20);
    expect(providers.splice(0)).toEqual(["other"]);
    for (const at of [30, 31, 32]) await one.noteOutcome("openai", "answered", START + at);
    expect(providers.splice(0)).toEqual([]);
  });
});
