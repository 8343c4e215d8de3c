/** The owner's switches, pulled while replies run on two instances: cut within two seconds, settled, and nothing new begins. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";

import type { App } from "../support/app/app.ts";
import { chat, chatBody, readChunks, readProblem, type Visitor } from "../support/client.ts";
import { expectBalanced, readBooks } from "../support/app/books.ts";
import { type Ending, readEnding } from "../support/app/reader.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { tokens } from "../support/app/questions.ts";

/** Three seconds, so that a reply that nobody cuts outlives those that are cut. */
const WORDS = tokens(150);
const REPLIES = 6;

let stage: Stage;
let apps: [App, App];
let admin: Visitor;

beforeAll(async () => {
  const env = { ADMIN_EMAILS: "owner@example.com" };
  stage = await startStage();
  apps = await Promise.all([stage.start({ env, by: "own bridge" }), stage.start({ env, by: "own bridge" })]);
  admin = await apps[0].visitor("owner");
  // The first call of an address loads its code; how long that takes is not what is measured here.
  await expectDone(put(admin, "pause", { paused: false }), { paused: false });
  await expectDone(put(admin, "users/nobody", { blocked: false }), { blocked: false });
});
afterAll(() => stage.stop());

beforeEach(() => stage.provider.behave({ kind: "answer", words: WORDS, wordDelayMs: 20, overrun: 40 }));

async function put(who: Visitor, path: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json", origin: who.origin, cookie: who.cookie };
  return fetch(`${who.origin}/api/admin/${path}`, { method: "PUT", headers, body: JSON.stringify(body) });
}

async function expectDone(answer: Promise<Response>, part: object): Promise<void> {
  const response = await answer;
  expect([response.status, await response.json()]).toEqual([200, expect.objectContaining(part)]);
}

type Running = { over: Promise<Ending> };

/** Starts a reply and returns at its first word. */
async function start(visitor: Visitor): Promise<Running> {
  const calls = stage.provider.calls.length;
  const response = await chat(visitor, { body: chatBody("Tell me a long story.") });
  await vi.waitUntil(() => stage.provider.calls.length > calls, { timeout: 5_000 });
  return { over: readEnding(response) };
}

async function startAll(sub: (at: number) => string): Promise<Running[]> {
  const running: Running[] = [];
  for (let at = 0; at < REPLIES; at += 1) running.push(await start(await (apps[at % 2] ?? apps[0]).visitor(sub(at))));
  return running;
}

async function expectCut(running: Running[], code: string, sinceMs: number): Promise<void> {
  const ends = await Promise.all(running.map(({ over }) => over));
  expect(ends.map((end) => end.code)).toEqual(running.map(() => code));
  const slowest = Math.max(...ends.map(({ atMs }) => atMs)) - sinceMs;
  console.log(`${running.length} replies cut with ${code} within ${Math.round(slowest)} ms`);
  expect(slowest).toBeLessThan(2_000);
  const calls = stage.provider.calls.slice(-running.length);
  await Promise.all(calls.map((call) => call.over));
  expect(calls.map(({ clientLeft }) => clientLeft)).toEqual(running.map(() => true));
}

async function expectRefused(visitor: Visitor, code: string, status: number): Promise<void> {
  const calls = stage.provider.calls.length;
  expect(await readProblem(await chat(visitor))).toMatchObject({ code, status });
  expect(stage.provider.calls).toHaveLength(calls);
}

async function expectServed(visitor: Visitor): Promise<void> {
  stage.provider.behave({ kind: "answer" });
  expect((await readChunks(await chat(visitor))).at(-1)?.type).toBe("finish");
}

it("a pause cuts the replies of both instances, refuses new ones everywhere, and ends with a word", async () => {
  const running = await startAll((at) => `user-${at}`);
  const pulled = performance.now();
  await expectDone(put(admin, "pause", { paused: true, reason: "A drill" }), { paused: true });
  await expectCut(running, "paused", pulled);
  await expectBalanced(stage.redis, stage.provider.calls);
  for (const app of apps) await expectRefused(await app.visitor(), "paused", 503);
  await expectDone(put(admin, "pause", { paused: false }), { paused: false });
  for (const app of apps) await expectServed(await app.visitor());
});

it.each(["oidc:someone@example.com", "a/b?c=d&e#f %41 ünïcødé 👤"])(
  "a block of %s cuts that user's replies on both instances, refuses new ones, and leaves everybody else alone",
  async (id) => {
    const other = await start(await apps[0].visitor("somebody-else"));
    const running = await startAll(() => id);
    const pulled = performance.now();
    await expectDone(put(admin, `users/${encodeURIComponent(id)}`, { blocked: true }), { blocked: true });
    await expectCut(running, "forbidden", pulled);
    for (const app of apps) await expectRefused(await app.visitor(id), "forbidden", 403);
    await expectDone(put(admin, `users/${encodeURIComponent(id)}`, { blocked: false }), { blocked: false });
    expect((await other.over).code).toBeUndefined();
    await expectBalanced(stage.redis, stage.provider.calls);
    for (const app of apps) await expectServed(await app.visitor(id));
  },
);

it("nobody but an admin pauses, resumes, blocks or unblocks", async () => {
  const running = await start(await apps[0].visitor("reader"));
  const member = await apps[0].visitor("member");
  const paths: [string, unknown][] = [
    ["pause", { paused: true }],
    ["pause", { paused: false }],
    ["users/reader", { blocked: true }],
    ["users/reader", { blocked: false }],
  ];
  for (const [path, body] of paths) {
    expect(await readProblem(await put(member, path, body))).toMatchObject({ code: "forbidden", status: 403 });
    const nobody = { origin: member.origin, cookie: "" };
    expect(await readProblem(await put(nobody, path, body))).toMatchObject({ code: "not_signed_in", status: 401 });
  }
  expect((await readBooks(stage.redis)).held).toHaveLength(1);
  await expectServed(member);
  expect((await running.over).code).toBeUndefined();
});
