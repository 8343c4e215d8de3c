/** One reply with pictures in its question and tools in its steps: the pictures are sent, held for and charged anew in each step. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { App } from "../support/app/app.ts";
import { billOfReply, PICTURE_TOKENS } from "../support/app/bill.ts";
import { expectBalanced, spentBy } from "../support/app/books.ts";
import { tokens } from "../support/app/questions.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { dataUrl, filePart, pictures, png } from "../support/chat/pictures.ts";
import { type Chunk, chat, chatBody, fetchToken, postChat, readChunks, textOf } from "../support/client.ts";
import type { Behaviour, Call } from "../support/provider/provider.ts";

const STEPS = 3;
const sees = { tools: true, images: true, imageTokens: 2_000 };
const member = { maxSteps: STEPS, tools: ["current_time"], images: 2 };
/** One model of each protocol, at the same scripted provider. */
const SAFEGUARDS = {
  models: { "gpt-6-luna": sees, "gpt-5-mini": { ...sees, reasoning: false, provider: "other" } },
  providers: { other: { api: "chat" } },
  plans: { member },
};
/** micro-USD for the 2,008 tokens that a picture can be at the most, at the dearest price of input. */
const HELD = { "gpt-6-luna": 251, "gpt-5-mini": 502 };

const CALLS: Behaviour = { kind: "answer", calls: [{ name: "current_time", input: '{"timezone":"UTC"}' }] };
const WORDS: Behaviour = { kind: "answer", text: "Red, at noon." };

let stage: Stage;
let app: App;
let other: { PROVIDER_OTHER_API_KEY: string; PROVIDER_OTHER_BASE_URL: string };
beforeAll(async () => {
  stage = await startStage();
  other = { PROVIDER_OTHER_API_KEY: "local-other-key", PROVIDER_OTHER_BASE_URL: stage.provider.url };
  app = await stage.start({ safeguards: SAFEGUARDS, env: other });
});
afterAll(() => stage.stop());

const PAIR = [filePart(png()), filePart(pictures.jpeg, "image/jpeg")];
const URLS = [dataUrl(png()), dataUrl(pictures.jpeg, "image/jpeg")];
const questionOf = (account: string) => `${account}: what is it, and what time?`;
const callsOf = (account: string) => stage.provider.calls.filter(({ raw }) => raw.includes(account));

function asking(account: string, model: string, files: object[]) {
  const parts = [{ type: "text", text: questionOf(account) }, ...files];
  return chatBody("", { model, messages: [{ id: "m", role: "user", parts }] });
}

type Outcome = { account: string; chunks: Chunk[]; made: Call[]; charged: number; held: number[] };

/** A reply of all its steps, each of which waits until somebody has read what is held for it. */
async function inSteps(model: string, files: object[], asked = app): Promise<Outcome> {
  const account = `user-${crypto.randomUUID()}`;
  const seen = Array.from({ length: STEPS }, () => Promise.withResolvers<void>());
  const script = seen.map(({ promise: until }, at) => ({ ...(at < STEPS - 1 ? CALLS : WORDS), until }) as Behaviour);
  stage.provider.behave(...script);
  const reading = chat(await asked.visitor(account), { body: asking(account, model, files) }).then(readChunks);
  const ended = reading.then(() => true);
  const held: number[] = [];
  for (const [at, { resolve }] of seen.entries()) {
    const called = vi.waitUntil(() => callsOf(account).length > at, { timeout: 10_000 });
    if (await Promise.race([called.then(() => false), ended])) break;
    held.push(await spentBy(stage.redis, account));
    resolve();
  }
  const chunks = await reading;
  await expectBalanced(stage.redis, stage.provider.calls);
  return { account, chunks, made: callsOf(account), charged: await spentBy(stage.redis, account), held };
}

/** What a step is held for beyond the steps before it. */
const growth = (held: number[]) => held.map((all, at) => all - (held[at - 1] ?? 0));

describe.each([
  ["Responses", "gpt-6-luna"],
  ["Chat Completions", "gpt-5-mini"],
] as const)("over %s, a reply of several steps to a question with pictures", (_, model) => {
  it("sends them in every step, before all that its tools gave", async () => {
    const { account, made, chunks } = await inSteps(model, PAIR);
    const text = questionOf(account);
    const question = {
      role: "user",
      content:
        model === "gpt-6-luna"
          ? [
              { type: "input_text", text },
              ...URLS.map((image_url) => ({ type: "input_image", image_url, detail: "high" })),
            ]
          : [{ type: "text", text }, ...URLS.map((url) => ({ type: "image_url", image_url: { url, detail: "high" } }))],
    };
    const sent = made.map(({ body }) => (body["input"] ?? body["messages"]) as { role?: string; type?: string }[]);
    expect(sent.map((items) => items.filter(({ role }) => role === "user"))).toEqual([
      [question],
      [question],
      [question],
    ]);
    const [call, output] = model === "gpt-6-luna" ? ["function_call", "function_call_output"] : ["assistant", "tool"];
    const added = sent.map((items) =>
      items.slice(items.findIndex(({ role }) => role === "user") + 1).map(({ type, role }) => type ?? role),
    );
    expect(added).toEqual([[], [call, output], [call, output, call, output]]);
    expect(chunks.filter(({ type }) => type === "tool-output-available")).toHaveLength(STEPS - 1);
    expect(textOf(chunks)).toBe("Red, at noon.");
  });

  it("is charged exactly what all steps are billed, the pictures in each of them", async () => {
    const [blind, seeing] = [await inSteps(model, []), await inSteps(model, PAIR)];
    expect(seeing.made).toHaveLength(STEPS);
    for (const [at, { billed }] of seeing.made.entries()) {
      const words = blind.made[at]?.billed.input ?? Number.NaN;
      // The ids of the two calls and accounts are random, and so are their tokens.
      expect(Math.abs(billed.input - words - 2 * PICTURE_TOKENS)).toBeLessThan(60);
    }
    expect(seeing.charged).toBe(billOfReply(seeing.made));
    expect(blind.charged).toBe(billOfReply(blind.made));
  });

  it("holds the most that they can cost once for each step", async () => {
    const [none, one, two] = [
      await inSteps(model, []),
      await inSteps(model, PAIR.slice(0, 1)),
      await inSteps(model, PAIR),
    ].map(({ held }) => growth(held));
    const beyond = (held: number[] = []) => held.map((micro, at) => micro - (none?.[at] ?? Number.NaN));
    expect(beyond(one)).toEqual([1, 1, 1].map((pictures) => pictures * HELD[model]));
    expect(beyond(two)).toEqual([2, 2, 2].map((pictures) => pictures * HELD[model]));
  });

  it("is charged for them in each step that was begun when its client leaves", async () => {
    const account = `user-${crypto.randomUUID()}`;
    const visitor = await app.visitor(account);
    stage.provider.behave(CALLS, { kind: "answer", words: tokens(100), wordDelayMs: 20, overrun: 40 });
    const [token, leaving] = [await fetchToken(visitor), new AbortController()];
    const reply = postChat(visitor, { token, body: asking(account, model, PAIR), signal: leaving.signal });
    await vi.waitUntil(() => (callsOf(account)[1]?.billed.output ?? 0) > 5, { timeout: 10_000 });
    leaving.abort();
    await reply.then((response) => response.text()).catch(() => {});
    await expectBalanced(stage.redis, stage.provider.calls);
    expect(callsOf(account)).toHaveLength(2);
    expect(await spentBy(stage.redis, account)).toBeGreaterThanOrEqual(billOfReply(callsOf(account)));
  });
});

it("has no second step where the pictures do not fit once more, and has one where they just do", async () => {
  const { held } = await inSteps("gpt-6-luna", PAIR);
  const [, both = Number.NaN] = held;
  const made = [];
  for (const microUsd of [both - 1, both]) {
    const plans = { member: { ...member, budgetUsd: { day: microUsd / 1_000_000, month: 1 } } };
    const poor = await stage.start({ safeguards: { ...SAFEGUARDS, plans }, env: other });
    const outcome = await inSteps("gpt-6-luna", PAIR, poor);
    expect(JSON.parse(outcome.chunks.at(-1)?.errorText ?? "{}")).toMatchObject({ code: "budget_exhausted" });
    expect(outcome.charged).toBe(billOfReply(outcome.made));
    made.push(outcome.made.length);
  }
  expect(made).toEqual([1, 2]);
});
