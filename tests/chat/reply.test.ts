import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ReplyEnd } from "../../lib/usage/cost-of-reply.ts";
import type { Hold, SettledEnd } from "../../lib/usage/hold.ts";
import { chatInput } from "../support/chat/chat-input.ts";
import { readChunks, textOf } from "../support/client.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { type Behaviour, type Provider, startProvider } from "../support/provider/provider.ts";
import { CANARY } from "../support/words.ts";
import { safeguardsJson } from "../support/config.ts";

let provider: Provider;
beforeAll(async () => void (provider = await startProvider()));
afterAll(() => provider.stop());

const input = chatInput({ turns: [{ role: "user", content: "a private prompt" }], texts: ["a private prompt"] });

const never = new AbortController().signal;

type Options = { limits?: Record<string, number>; signal?: AbortSignal; cut?: AbortSignal };

/** Streams one reply and keeps what its hold was settled with, each time it was. */
async function reply(behaviour: Behaviour, { limits = {}, signal = never, cut = never }: Options = {}) {
  freshEnvironment({ OPENAI_BASE_URL: provider.url, SAFEGUARDS_JSON: safeguardsJson({ limits }) });
  provider.behave(behaviour);
  /** With what is known of the one step. */
  const ends: (SettledEnd & Partial<ReplyEnd>)[] = [];
  const hold: Hold = {
    id: "hold-1",
    safetyIdentifier: "hash-1",
    cut,
    extend: async () => {},
    settle: async (end) => void ends.push({ ...end, ...end.steps[0] }),
  };
  const { streamReply } = await import("../../lib/chat/reply.ts");
  const outcome = await streamReply(input, hold, signal).catch((error: unknown) => error);
  return { outcome, ends, settled: () => ends.length };
}

function streamOf(outcome: unknown): Response {
  if (outcome instanceof Response) return outcome;
  throw outcome;
}

describe("a reply", () => {
  it("streams the provider's words as UI message chunks, and settles once", async () => {
    const { outcome, ends } = await reply({
      kind: "answer",
      text: "One two three.",
      usage: { input: 9, cachedInput: 4 },
    });
    const chunks = await readChunks(streamOf(outcome));
    // Words that arrive together may be passed on together.
    const types = chunks.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1]);
    expect(types).toEqual(["start", "start-step", "text-start", "text-delta", "text-end", "finish-step", "finish"]);
    expect(textOf(chunks)).toBe("One two three.");
    expect(ends).toMatchObject([{ usage: { input: 9, cachedInput: 4, cacheWrite: 0, output: 3 }, isFree: false }]);
  });

  it("says when it was cut at its length", async () => {
    const { outcome } = await reply({ kind: "answer", text: "word ".repeat(100) });
    expect((await readChunks(streamOf(outcome))).at(-1)).toEqual({ type: "finish", finishReason: "length" });
  });

  it("sets every paid knob itself", async () => {
    await reply({ kind: "answer" });
    const call = provider.calls.at(-1);
    expect(call?.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(call?.body).toMatchObject({
      model: "gpt-6-luna",
      input: [{ role: "user", content: "a private prompt" }],
      max_output_tokens: 64,
      store: false,
      service_tier: "default",
      truncation: "disabled",
      safety_identifier: "hash-1",
    });
    // Some servers refuse an empty list of tools, and a choice among none.
    expect(Object.keys(call?.body ?? {}).filter((field) => field.startsWith("tool"))).toEqual([]);
  });
});

describe("a provider that refuses, before the first byte,", () => {
  it.each<[string, Behaviour, string]>([
    ["the owner's key", { kind: "fail", status: 401, code: "invalid_api_key" }, "provider_unavailable"],
    ["the owner's quota", { kind: "fail", status: 429, code: "insufficient_quota" }, "provider_unavailable"],
    [
      "the owner's spending",
      { kind: "fail", status: 429, code: "project_spend_limit_exceeded" },
      "provider_unavailable",
    ],
    ["for its own rate limit", { kind: "fail", status: 429, code: "rate_limit_exceeded" }, "provider_busy"],
    ["a setting", { kind: "fail", status: 400, code: "invalid_value" }, "provider_unavailable"],
    ["the question", { kind: "fail", status: 400, code: "invalid_prompt" }, "prompt_refused"],
    ["because it broke", { kind: "fail", status: 500, code: "server_error" }, "upstream_error"],
  ])("%s becomes a coded refusal, is called once, and is settled", async (_, behaviour, code) => {
    const before = provider.calls.length;
    const { outcome, ends } = await reply(behaviour);
    expect(outcome).toMatchObject({ name: "Refusal", code });
    expect(provider.calls.length - before).toBe(1);
    expect(ends).toMatchObject([{ usage: null, isFree: true, ended: code }]);
  });
});

describe("a provider that sends the call elsewhere", () => {
  it("is not followed: a second call would be a second bill for one hold", async () => {
    const before = provider.calls.length;
    const { outcome, ends } = await reply({ kind: "page", status: 307, location: `${provider.url}/responses` });
    expect(outcome).toMatchObject({ name: "Refusal", code: "provider_unavailable" });
    expect(provider.calls.length - before).toBe(1);
    expect(ends).toMatchObject([{ usage: null, isFree: true, concerns: "configuration" }]);
  });
});

describe("a stream that goes wrong after the first byte", () => {
  it.each<[string, Behaviour, string]>([
    ["breaks", { kind: "break", afterWords: 2 }, "upstream_error"],
    ["turns to rubbish", { kind: "garble", afterWords: 2 }, "upstream_error"],
    ["fails", { kind: "failed", afterWords: 2, code: "server_error" }, "upstream_error"],
    ["stalls", { kind: "stall", afterWords: 2 }, "upstream_timeout"],
  ])("%s: keeps what came, ends with a coded error chunk, and settles once", async (_, behaviour, code) => {
    const { outcome, ends } = await reply(behaviour, { limits: { stallSeconds: 0.3 } });
    const chunks = await readChunks(streamOf(outcome));
    expect(textOf(chunks)).toBe("word0 word1 ");
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code, requestId: "request-1" });
    expect(ends).toMatchObject([{ text: "word0 word1 ", deltas: 2, isFree: false }]);
  });

  it("after its end is whole all the same: a line that stays open keeps nobody waiting", async () => {
    const started = Date.now();
    const { outcome, ends } = await reply({ kind: "answer", text: "One two.", lingers: true });
    expect((await readChunks(streamOf(outcome))).at(-1)).toEqual({ type: "finish", finishReason: "stop" });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(ends).toMatchObject([{ ended: "stop", usage: { output: 2 } }]);
  });

  it("because the owner's account fails amid it, says so for the breaker, and is not taken to be free", async () => {
    const { outcome, ends } = await reply({ kind: "failed", afterWords: 2, code: "insufficient_quota" });
    const chunks = await readChunks(streamOf(outcome));
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "provider_unavailable" });
    expect(ends).toMatchObject([{ usage: { output: 2 }, isFree: false, concerns: "account" }]);
  });

  it("lasts too long: is cut at the deadline though words still come", async () => {
    const { outcome } = await reply(
      { kind: "answer", text: "word ".repeat(60), wordDelayMs: 20 },
      { limits: { replySeconds: 0.3 } },
    );
    const chunks = await readChunks(streamOf(outcome));
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "upstream_timeout" });
  });
});

describe("a client that leaves", () => {
  const endless: Behaviour = { kind: "answer", text: "word ".repeat(60), wordDelayMs: 20 };

  it.each(["by closing the connection", "by cancelling the stream"])(
    "%s stops the provider, and the hold is settled once",
    async (way) => {
      const leaving = new AbortController();
      const { outcome, settled } = await reply(endless, { signal: leaving.signal });
      const reader = streamOf(outcome).body?.getReader();
      await reader?.read();
      if (way === "by closing the connection") leaving.abort();
      else await reader?.cancel();
      await provider.calls.at(-1)?.over;
      expect(provider.calls.at(-1)?.clientLeft).toBe(true);
      await expect.poll(settled).toBe(1);
    },
  );

  it("is still billed exactly when the end was already on its way", async () => {
    const leaving = new AbortController();
    const { ends } = await reply({ kind: "answer", text: "One two.", usage: { input: 9 } }, { signal: leaving.signal });
    leaving.abort();
    await expect.poll(() => ends).toMatchObject([{ usage: { input: 9, output: 2 } }]);
  });

  it("slowly reading does not hold the provider up", async () => {
    const { outcome, settled } = await reply({ kind: "answer", text: "word ".repeat(60) });
    await expect.poll(settled).toBe(1);
    expect(textOf(await readChunks(streamOf(outcome)))).toBe("word ".repeat(60));
  });
});

describe("a reply that is cut from outside", () => {
  it("stops the provider, tells the reader why, and settles once", async () => {
    const cutting = new AbortController();
    const { outcome, ends } = await reply(
      { kind: "answer", text: "word ".repeat(60), wordDelayMs: 20 },
      { cut: cutting.signal },
    );
    const { Refusal } = await import("../../lib/errors.ts");
    setTimeout(() => cutting.abort(new Refusal("paused")), 100);
    const chunks = await readChunks(streamOf(outcome));
    expect(JSON.parse(chunks.at(-1)?.errorText ?? "")).toMatchObject({ code: "paused" });
    await provider.calls.at(-1)?.over;
    expect(provider.calls.at(-1)?.clientLeft).toBe(true);
    expect(ends).toMatchObject([{ usage: null }]);
  });
});
