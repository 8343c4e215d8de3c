/** Every end that a reply can have, against the provider's own account: never charged below its bill, and hardly above. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { App } from "../support/app/app.ts";
import { chat, chatBody, fetchToken, postChat } from "../support/client.ts";
import { billOf, outputPrice } from "../support/app/bill.ts";
import { expectBalanced, spentBy } from "../support/app/books.ts";
import { readWords } from "../support/app/reader.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { ARABIC, proseOf, tokens } from "../support/app/questions.ts";
import type { Behaviour, Call } from "../support/provider/provider.ts";

const MOST_TOKENS = 500;
const LIMITS = { replySeconds: 2, stallSeconds: 1 };
/** Tokens that the provider makes after the line has ended: some fifth of a second's worth. */
const overrun = 40;
const words = tokens(300);
const slowly = { words, wordDelayMs: 10, overrun };

type End = { name: string; behaviour: Behaviour; model?: string; text?: string; leavesAfter?: "the call" | number };

/** The provider has said what it bills, or that it bills nothing. */
const TOLD: End[] = [
  { name: "finishes", behaviour: { kind: "answer", words } },
  { name: "finishes a long conversation", behaviour: { kind: "answer", words }, text: proseOf(3_000) },
  { name: "reaches its limit", behaviour: { kind: "answer", words: tokens(MOST_TOKENS + 100) } },
  { name: "fails and says what it bills", behaviour: { kind: "failed", afterWords: 100, words, code: "server_error" } },
  { name: "is refused with 400", behaviour: { kind: "fail", status: 400, code: "context_length_exceeded" } },
  { name: "is refused with 429", behaviour: { kind: "fail", status: 429, code: "rate_limit_exceeded" } },
  { name: "is refused with 500", behaviour: { kind: "fail", status: 500, code: "server_error" } },
];

/** Nobody has said what it bills. */
const UNTOLD: End[] = [
  { name: "gets a gateway's page", behaviour: { kind: "page", status: 502 } },
  { name: "is dropped without an answer", behaviour: { kind: "drop" } },
  { name: "breaks before its first word", behaviour: { kind: "break", afterWords: 0, words, overrun } },
  { name: "breaks after some words", behaviour: { kind: "break", afterWords: 100, words, overrun } },
  { name: "turns to rubbish before its first word", behaviour: { kind: "garble", afterWords: 0, words } },
  { name: "turns to rubbish after some words", behaviour: { kind: "garble", afterWords: 100, words } },
  { name: "ends without a usage", behaviour: { kind: "answer", words, usage: null } },
  { name: "ends without a usage, in Arabic", behaviour: { kind: "answer", words: tokens(300, ARABIC), usage: null } },
  { name: "never begins", behaviour: { kind: "answer", firstDelayMs: 10_000, words, overrun } },
  { name: "stalls before its first word", behaviour: { kind: "stall", afterWords: 0, words, overrun } },
  { name: "stalls after some words", behaviour: { kind: "stall", afterWords: 100, words, overrun } },
  { name: "takes too long", behaviour: { ...slowly, kind: "answer" } },
  {
    name: "loses its client before it begins",
    behaviour: { ...slowly, kind: "answer", firstDelayMs: 500 },
    leavesAfter: "the call",
  },
  { name: "loses its client at its start", behaviour: { ...slowly, kind: "answer" }, leavesAfter: 0 },
  { name: "loses its client at its first word", behaviour: { ...slowly, kind: "answer" }, leavesAfter: 1 },
  { name: "loses its client amid its words", behaviour: { ...slowly, kind: "answer" }, leavesAfter: 80 },
  {
    name: "loses its client at its last word",
    behaviour: { ...slowly, kind: "answer", words: tokens(80) },
    leavesAfter: 80,
  },
  {
    name: "loses its client in a long conversation",
    behaviour: { ...slowly, kind: "answer" },
    text: proseOf(3_000),
    leavesAfter: 5,
  },
];

/** Hidden reasoning: the provider bills far more than it shows, and says so only at the end. */
const hidden = { input: 60, output: 400 };
const HIDDEN_ENDS: End[] = [
  { name: "finishes", behaviour: { kind: "answer", words, usage: hidden } },
  { name: "ends without a usage", behaviour: { kind: "answer", words, usage: null } },
  { name: "breaks before its first word", behaviour: { kind: "break", afterWords: 0, words, overrun: 400 } },
  { name: "stalls after some words", behaviour: { kind: "stall", afterWords: 50, words, overrun: 400 } },
  { name: "loses its client amid its words", behaviour: { ...slowly, kind: "answer", overrun: 400 }, leavesAfter: 20 },
];

let stage: Stage;
let app: App;
const charges: { end: string; bill: number; charged: number; tokensBeyondATenth: number }[] = [];

beforeAll(async () => {
  stage = await startStage();
  app = await stage.start({ safeguards: { plans: { member: { maxOutputTokens: MOST_TOKENS } }, limits: LIMITS } });
});
afterAll(async () => {
  const worst = charges.toSorted((one, other) => other.tokensBeyondATenth - one.tokensBeyondATenth);
  console.log("the worst over-charges, in micro-USD and output tokens", worst.slice(0, 3));
  await stage.stop();
});

async function end({
  behaviour,
  model,
  text = "How does this end?",
  leavesAfter,
}: End): Promise<{ call: Call; charged: number }> {
  const account = `user-${crypto.randomUUID()}`;
  const visitor = await app.visitor(account);
  const body = chatBody(`${account}: ${text}`, model ? { model } : {});
  stage.provider.behave(behaviour);
  const callOf = () => stage.provider.calls.find(({ raw }) => raw.includes(account));
  if (leavesAfter === undefined) await (await chat(visitor, { body })).text();
  else {
    const leaving = new AbortController();
    const reading = readWords(
      postChat(visitor, { token: await fetchToken(visitor), body, signal: leaving.signal }),
      Number(leavesAfter) || 0,
    );
    await (leavesAfter === "the call" ? vi.waitUntil(callOf) : reading);
    leaving.abort();
  }
  const call = callOf();
  if (!call) throw new Error("The provider was not called");
  await call.over;
  await expectBalanced(stage.redis, stage.provider.calls);
  return { call, charged: await spentBy(stage.redis, account) };
}

describe("a reply that", () => {
  it.each(TOLD)("$name is charged exactly what the provider bills", async (one) => {
    const { call, charged } = await end(one);
    expect(charged).toBe(billOf(call));
  });

  it.each(UNTOLD)("$name is charged the provider's bill or more, by at most a tenth and 64 tokens", async (one) => {
    const { call, charged } = await end(one);
    const bill = billOf(call);
    expect(charged).toBeGreaterThanOrEqual(bill);
    expect(charged).toBeLessThanOrEqual(bill * 1.1 + outputPrice(call.body.model, 64));
    const tokensBeyondATenth = (charged - bill * 1.1) / outputPrice(call.body.model, 1);
    charges.push({ end: one.name, bill, charged, tokensBeyondATenth });
  });
});

describe("a reply of a model with hidden reasoning that", () => {
  it.each(HIDDEN_ENDS)(
    "$name is charged at the provider's bill, or at its whole hold where nobody can know",
    async (one) => {
      const { call, charged } = await end({ ...one, model: "gpt-5-mini" });
      const bill = billOf(call);
      expect(charged).toBeGreaterThanOrEqual(bill);
      if (one.name === "finishes") expect(charged).toBe(bill);
      else expect(charged).toBeGreaterThanOrEqual(outputPrice("gpt-5-mini", MOST_TOKENS));
    },
  );
});
