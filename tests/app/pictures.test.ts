/** Pictures through the whole app: what the provider is sent, what they cost, and that refusals of them cost nothing. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { billOf, PICTURE_TOKENS } from "../support/app/bill.ts";
import { expectBalanced, readBooks, spentBy } from "../support/app/books.ts";
import { converse } from "../support/app/http.ts";
import { readWords } from "../support/app/reader.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { tokens } from "../support/app/questions.ts";
import { dataUrl, filePart, pictures, png, pngBomb, pngChunk } from "../support/chat/pictures.ts";
import {
  chat,
  chatBody,
  fetchToken,
  postChat,
  readChunks,
  readProblem,
  textOf,
  type Visitor,
} from "../support/client.ts";

const IMAGE_BYTES = 60_000;
const SAFEGUARDS = {
  models: { "gpt-6-luna": { images: true, imageTokens: 2_000 }, "gpt-5-mini": { images: false } },
  plans: { member: { images: 2 }, guest: { images: 0 } },
  limits: { imageBytes: IMAGE_BYTES, bodyBytes: 20_000 },
};

let stage: Stage;
let app: App;

beforeAll(async () => {
  stage = await startStage();
  app = await stage.start({ safeguards: SAFEGUARDS });
});
afterAll(() => stage.stop());

const words = (text: string) => ({ type: "text", text });
const asking = (parts: object[], extra: object = {}) =>
  chatBody("", { messages: [{ id: "m", role: "user", parts }], ...extra });
/** A picture of about so many bytes. */
const large = (bytes: number) => filePart(png(16, 8, { chunks: [pngChunk("tEXt", Buffer.alloc(bytes - 200))] }));

async function newcomer(): Promise<Visitor & { account: string }> {
  const account = `user-${crypto.randomUUID()}`;
  return { ...(await app.visitor(account)), account };
}

const lastCall = () => {
  const call = stage.provider.calls.at(-1);
  if (!call) throw new Error("The provider was not called");
  return call;
};

describe("a question with pictures", () => {
  it("reaches the provider whole, and costs what the provider bills", async () => {
    const visitor = await newcomer();
    stage.provider.behave({ kind: "answer", text: "A red one." });
    const jpeg = filePart(pictures.jpeg, "image/jpeg");
    const reply = await chat(visitor, { body: asking([words("What is it?"), jpeg, filePart(png())]) });
    expect(textOf(await readChunks(reply))).toBe("A red one.");
    const call = lastCall();
    expect(call.body["input"]).toEqual([
      {
        role: "user",
        content: [
          { type: "input_text", text: "What is it?" },
          { type: "input_image", image_url: dataUrl(pictures.jpeg, "image/jpeg"), detail: "high" },
          { type: "input_image", image_url: dataUrl(png()), detail: "high" },
        ],
      },
    ]);
    expect(call.raw).not.toContain("filename");
    expect(call.billed.input).toBeGreaterThan(2 * PICTURE_TOKENS);
    await expectBalanced(stage.redis, stage.provider.calls);
    expect(await spentBy(stage.redis, visitor.account)).toBe(billOf(call));
  });

  it("holds the most that each can cost while it runs", async () => {
    const heldFor = async (...parts: object[]) => {
      const { promise: until, resolve: finish } = Promise.withResolvers<void>();
      stage.provider.behave({ kind: "answer", text: "Yes.", until });
      const visitor = await newcomer();
      const answered = chat(visitor, { body: asking([words("Hello"), ...parts]) });
      await expect.poll(() => spentBy(stage.redis, visitor.account)).toBeGreaterThan(0);
      const held = await spentBy(stage.redis, visitor.account);
      finish();
      await (await answered).text();
      return held;
    };
    const [none, one, two] = [
      await heldFor(),
      await heldFor(filePart(png())),
      await heldFor(filePart(png()), filePart(png())),
    ];
    // 2,008 tokens at 0.125 micro-USD, the dearest price of input.
    expect([one - none, two - none]).toEqual([251, 502]);
  });

  it("costs no less than the provider bills when its client leaves", async () => {
    const visitor = await newcomer();
    stage.provider.behave({ kind: "answer", words: tokens(200), wordDelayMs: 10, overrun: 40 });
    const leaving = new AbortController();
    const body = asking([words("What is it?"), filePart(png())]);
    await readWords(postChat(visitor, { token: await fetchToken(visitor), body, signal: leaving.signal }), 5);
    leaving.abort();
    await lastCall().over;
    await expectBalanced(stage.redis, stage.provider.calls);
    const charged = await spentBy(stage.redis, visitor.account);
    expect(charged).toBeGreaterThanOrEqual(billOf(lastCall()));
  });

  it("may be as long as its pictures make it", async () => {
    stage.provider.behave({ kind: "answer", text: "Two." });
    const pair = [large(IMAGE_BYTES), large(IMAGE_BYTES)];
    const reply = await chat(await newcomer(), { body: asking([words("How many?"), ...pair]) });
    expect(textOf(await readChunks(reply))).toBe("Two.");
  });
});

describe("a refusal", () => {
  const moving = filePart(pictures.animatedGif, "image/gif");
  it.each<[string, Record<string, unknown>, number, string]>([
    ["of an svg", asking([filePart(Buffer.from("<svg/>"), "image/svg+xml")]), 400, "invalid_request"],
    ["of an svg that calls itself a PNG", asking([filePart(Buffer.from("<svg/>"))]), 400, "invalid_request"],
    [
      "of a page that calls itself a JPEG",
      asking([filePart(Buffer.from("<html>"), "image/jpeg")]),
      400,
      "invalid_request",
    ],
    ["of a JPEG that calls itself a PNG", asking([filePart(pictures.jpeg)]), 400, "invalid_request"],
    ["of a bomb of pixels", asking([filePart(pngBomb(30_000, 30_000))]), 400, "invalid_request"],
    ["of half a picture", asking([filePart(png().subarray(0, 40))]), 400, "invalid_request"],
    ["of a picture that moves", asking([moving]), 400, "invalid_request"],
    ["of a remote address", asking([{ ...filePart(png()), url: "https://example.com/a.png" }]), 400, "invalid_request"],
    [
      "of an address of our own network",
      asking([{ ...filePart(png()), url: "http://127.0.0.1/a.png" }]),
      400,
      "invalid_request",
    ],
    ["of more than the plan has", asking([1, 2, 3].map(() => filePart(png()))), 400, "invalid_request"],
    ["of one for a model that sees none", asking([filePart(png())], { model: "gpt-5-mini" }), 400, "invalid_request"],
    ["of one that is too large", asking([large(IMAGE_BYTES + 1_000)]), 413, "body_too_large"],
    ["of more than the plan's pictures can make", asking([words("x".repeat(190_000))]), 413, "body_too_large"],
  ])("%s costs nothing, and nobody is asked", async (_, body, status, code) => {
    const visitor = await newcomer();
    const [calls, before] = [stage.provider.calls.length, await readBooks(stage.redis)];
    const problem = await readProblem(await chat(visitor, { body }));
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).not.toContain("base64,");
    expect(stage.provider.calls).toHaveLength(calls);
    expect(await readBooks(stage.redis)).toEqual(before);
  });

  it("of a long body comes before it is read, where no token says whose it is", async () => {
    const { host } = new URL(app.origin);
    const fields = ["Content-Type: application/json", "Content-Length: 150000"];
    for (const token of [[], ["X-Chat-Token: made-up"]]) {
      const head = ["POST /api/chat HTTP/1.1", `Host: ${host}`, ...fields, ...token, "", ""].join("\r\n");
      const line = converse(new URL(app.origin), [head]);
      expect(await line.until((received) => received.includes("body_too_large"), 2_000)).toBe(true);
      line.leave();
    }
  });
});

describe("in Chat Completions", () => {
  it("the picture stands in the message", async () => {
    const other = await startApp({ safeguards: SAFEGUARDS, env: { OPENAI_API: "chat" } });
    other.provider.behave({ kind: "answer", text: "A red one." });
    const reply = await chat(await other.visitor(), { body: asking([words("What is it?"), filePart(png())]) });
    expect(textOf(await readChunks(reply))).toBe("A red one.");
    expect(other.provider.calls[0]?.body["messages"]).toContainEqual({
      role: "user",
      content: [
        { type: "text", text: "What is it?" },
        { type: "image_url", image_url: { url: dataUrl(png()), detail: "high" } },
      ],
    });
    await other.stop();
  });
});
