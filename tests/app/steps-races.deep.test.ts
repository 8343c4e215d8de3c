/** Two instances over one Redis, sixty replies that all call a tool: those go on that have room for a further step, and the ceiling holds. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { App, Patch } from "../support/app/app.ts";
import { billOfReply } from "../support/app/bill.ts";
import { readBooks, sum } from "../support/app/books.ts";
import { tokens } from "../support/app/questions.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { type Chunk, chatBody, fetchToken, postChat, readChunks } from "../support/client.ts";
import type { Behaviour } from "../support/provider/provider.ts";

const REPLIES = 60;
const ROOM_FOR = 17;
const ALL = Array.from({ length: REPLIES }, (_, at) => at);
/** All of one length, so that all hold the same. */
const textOf = (at: number) => `What time is it? I am number ${String(at).padStart(2, "0")}.`;
const RICH = { day: 1_000, month: 1_000 };
const MANY = { "5m": 1_000, "1h": 1_000, "1d": 1_000 };
const MEMBER = { maxOutputTokens: 64, parallelReplies: REPLIES, requests: MANY, maxSteps: 2, tools: ["current_time"] };
const SEEING = { models: { "gpt-6-luna": { tools: true } }, address: { requests: MANY } };

const SCOPES = [
  { scope: "user", window: "day", code: "budget_exhausted" },
  { scope: "service", window: "month", code: "service_budget_exhausted" },
] as const;

let stage: Stage;

type Gate = { until: Promise<void>; open: () => void };
function gate(): Gate {
  const { promise: until, resolve: open } = Promise.withResolvers<void>();
  return { until, open };
}
const callsTool = ({ until }: Gate): Behaviour => {
  return { kind: "answer", words: [], calls: [{ name: "current_time", input: "{}" }], until };
};
const answers = ({ until }: Gate): Behaviour => ({ kind: "answer", words: tokens(12), until });

/** micro-USD: what one reply holds at first, and for its second step besides. */
async function measureHolds(app: App): Promise<{ first: number; further: number }> {
  const [one, two] = [gate(), gate()];
  stage.provider.behave(callsTool(one), answers(two));
  const visitor = await app.visitor("the measured");
  const reading = postChat(visitor, { token: await fetchToken(visitor), body: chatBody(textOf(99)) }).then(readChunks);
  const held = async () => sum((await readBooks(stage.redis)).held);
  const first = await vi.waitUntil(held);
  one.open();
  const further = await vi.waitUntil(async () => (await held()) - first);
  two.open();
  expect((await reading).at(-1)).toMatchObject({ type: "finish", finishReason: "stop" });
  return { first, further };
}

function codeOf(chunks: Chunk[]): string {
  const error = chunks.find(({ type }) => type === "error")?.errorText;
  return error === undefined ? "answered" : (JSON.parse(error) as { code: string }).code;
}

describe.each(SCOPES)(
  "room for 17 further steps in the $scope's $window, over two instances",
  ({ scope, window, code }) => {
    let apps: [App, App];
    let holds: { first: number; further: number };
    let ceiling: number;

    beforeAll(async () => {
      stage = await startStage();
      const rich = { ...SEEING, plans: { member: { ...MEMBER, budgetUsd: RICH } }, service: { budgetUsd: RICH } };
      const measuring = await stage.start({ safeguards: rich });
      holds = await measureHolds(measuring);
      await stage.end(measuring, "SIGTERM");
      await stage.redis.flushall();
      stage.provider.calls.length = 0;
      ceiling = REPLIES * holds.first + ROOM_FOR * holds.further + (holds.further - 1);
      const scarce = { ...RICH, [window]: ceiling / 1_000_000 };
      const budgetUsd = (whose: typeof scope) => (whose === scope ? scarce : RICH);
      const safeguards: Patch = {
        ...SEEING,
        plans: { member: { ...MEMBER, budgetUsd: budgetUsd("user") } },
        service: { budgetUsd: budgetUsd("service") },
      };
      apps = await Promise.all([
        stage.start({ safeguards, by: "own bridge" }),
        stage.start({ safeguards, by: "own bridge" }),
      ]);
    });
    afterAll(() => stage.stop());

    /** The user's budget is one user's; the service's must hold against a crowd. */
    const visitor = (at: number) => (apps[at % 2] ?? apps[0]).visitor(scope === "user" ? "the-user" : `user-${at}`);

    it("lets at least 17 of 60 go on, ends the others with what they have, and charges each what its calls cost", async () => {
      const [one, two] = [gate(), gate()];
      stage.provider.behave(...ALL.map(() => callsTool(one)), answers(two));
      const visitors = await Promise.all(ALL.map(visitor));
      const tokensOf: string[] = [];
      for (const each of visitors) tokensOf.push(await fetchToken(each));
      const ended: string[] = [];
      const reading = visitors.map(async (each, at) => {
        const response = await postChat(each, { token: tokensOf[at] ?? "", body: chatBody(textOf(at)) });
        expect(response.status).toBe(200);
        const chunks = await readChunks(response);
        ended.push(codeOf(chunks));
        return chunks;
      });
      const { calls } = stage.provider;
      await expect.poll(() => calls.length, { timeout: 20_000 }).toBe(REPLIES);
      const before = await readBooks(stage.redis);
      expect(before.held).toHaveLength(REPLIES);
      one.open();
      // All that may go on are in flight at once, and all others have ended. What those give back is room for whoever asks later.
      const decided = async () => {
        expect((await readBooks(stage.redis)).service).toBeLessThanOrEqual(ceiling);
        return calls.length + ended.length;
      };
      await expect.poll(decided, { timeout: 20_000 }).toBe(2 * REPLIES);
      const went = calls.length - REPLIES;
      expect(went).toBeGreaterThanOrEqual(ROOM_FOR);
      expect(went).toBeLessThan(REPLIES);
      expect(new Set(ended)).toEqual(new Set([code]));
      const books = await readBooks(stage.redis);
      expect(books.service).toBeLessThanOrEqual(ceiling);
      expect(Math.max(...books.held) - Math.max(...before.held)).toBe(holds.further);
      two.open();
      const all = await Promise.all(reading);
      expect(ended.filter((how) => how === "answered")).toHaveLength(went);
      for (const chunks of all) expect(chunks.map(({ type }) => type)).toContain("tool-output-available");
      await expect.poll(async () => (await readBooks(stage.redis)).held).toEqual([]);
      const bills = ALL.map((at) => billOfReply(calls.filter(({ raw }) => raw.includes(textOf(at)))));
      const { service, settled, slots } = await readBooks(stage.redis);
      expect(settled.toSorted()).toEqual(bills.toSorted());
      expect([service, slots.size]).toEqual([sum(bills), 0]);
      console.log(
        `${scope} ${window}: ${REPLIES} first steps of ${holds.first}, ${went} further ones of ${holds.further}, ceiling ${ceiling}, settled ${service}`,
      );
    });

    it("lets a further reply go on by what settling gave back", async () => {
      const open: Gate = { until: Promise.resolve(), open: () => {} };
      stage.provider.behave(callsTool(open), answers(open));
      const each = await visitor(1);
      const response = await postChat(each, { token: await fetchToken(each), body: chatBody(textOf(1)) });
      expect(codeOf(await readChunks(response))).toBe("answered");
    });
  },
);
