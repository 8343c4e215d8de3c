/** SIGTERM while replies run: they may finish within the grace, the rest is cut and told so, all is settled, the process goes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { App } from "../support/app/app.ts";
import { chat, chatBody, fetchToken, postChat, type Visitor } from "../support/client.ts";
import { billFor } from "../support/app/bill.ts";
import { expectBalanced, readBooks } from "../support/app/books.ts";
import { type Ending, readEnding } from "../support/app/reader.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { trip } from "../support/app/round-trips.ts";
import { tokens } from "../support/app/questions.ts";

/** Far longer than the short replies take, on a busy machine as well. */
const GRACE_SECONDS = 2.5;
/** What an exit may take beyond the last reply's end: the server waits five seconds for more on a line that it kept alive. */
const SOON_MS = 2_000;
const BY_SIGTERM = 143;

let stage: Stage;
let app: App;
let visitor: Visitor;

beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

beforeEach(async () => {
  app = await stage.start({ safeguards: { limits: { shutdownSeconds: GRACE_SECONDS } } });
  visitor = await app.visitor();
  stage.provider.behave({ kind: "answer" });
  await (await chat(visitor)).text();
});

/** Starts a reply that lasts so long. */
async function start(seconds: number): Promise<{ end: Promise<Ending> }> {
  stage.provider.behave({ kind: "answer", words: tokens(seconds * 50), wordDelayMs: 20, overrun: 40 });
  return { end: readEnding(await chat(visitor, { body: chatBody("Tell me a story.") })) };
}

async function terminate(): Promise<{ ended: Promise<number>; sinceMs: number }> {
  const sinceMs = performance.now();
  const ended = stage.end(app, "SIGTERM").then((code) => {
    expect(code).toBe(BY_SIGTERM);
    return performance.now() - sinceMs;
  });
  return { ended, sinceMs };
}

describe("an instance that is told to stop", () => {
  it("and has no replies ends at once", async () => {
    const { ended } = await terminate();
    expect(await ended).toBeLessThan(1_500);
  });

  it("lets replies finish within the grace, cuts the rest with a word, settles all, and ends", async () => {
    const short = [await start(0.4), await start(0.5), await start(0.6)];
    const long = [await start(10), await start(10), await start(10)];
    const { ended, sinceMs } = await terminate();
    const finished = await Promise.all(short.map(({ end }) => end));
    expect(finished.map(({ code }) => code)).toEqual([undefined, undefined, undefined]);
    const cut = await Promise.all(long.map(({ end }) => end));
    expect(cut.map(({ code }) => code)).toEqual(["paused", "paused", "paused"]);
    const lastMs = Math.max(...cut.map(({ atMs }) => atMs)) - sinceMs;
    expect(lastMs).toBeGreaterThan(GRACE_SECONDS * 1_000 - 100);
    expect(lastMs).toBeLessThan(GRACE_SECONDS * 1_000 + 1_000);
    const endedMs = await ended;
    console.log(
      `the last reply ended ${Math.round(lastMs)} ms after SIGTERM, the process after ${Math.round(endedMs)} ms`,
    );
    expect(endedMs - lastMs).toBeLessThan(SOON_MS);
    expect((await readBooks(stage.redis)).held).toEqual([]);
    await expectBalanced(stage.redis, stage.provider.calls);
  });

  it("takes no new work, not even on a line that is open", async () => {
    const token = await fetchToken(visitor);
    const running = await start(0.5);
    const calls = stage.provider.calls.length;
    const { ended } = await terminate();
    const answer = await postChat(visitor, { token }).then(
      (response) => response.status,
      () => "no line",
    );
    expect([503, "no line"]).toContain(answer);
    expect(stage.provider.calls).toHaveLength(calls);
    expect((await running.end).code).toBeUndefined();
    await ended;
    expect((await readBooks(stage.redis)).held).toEqual([]);
  });

  it("does not end before a settlement that the store did not take has landed", async () => {
    const { service: before } = await readBooks(stage.redis);
    const billed = billFor(stage.provider.calls);
    const running = await start(0.3);
    await stage.proxy.set({ kind: "cut_before" }, trip("settle"));
    const { ended } = await terminate();
    expect((await running.end).code).toBeUndefined();
    expect((await readBooks(stage.redis)).held).toHaveLength(1);
    await stage.proxy.set({ kind: "none" });
    await ended;
    const { service, held } = await readBooks(stage.redis);
    expect(held).toEqual([]);
    expect(service - before).toBe(billFor(stage.provider.calls) - billed);
  });
});
