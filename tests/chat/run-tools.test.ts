import { setTimeout as sleep } from "node:timers/promises";

import { beforeEach, describe, expect, it, vi } from "vitest";

import { ReplyRecord } from "../../lib/chat/reply-record.ts";
import { runTools } from "../../lib/chat/run-tools.ts";
import { TOOLS } from "../../lib/chat/tools/registry.ts";
import { offered, SCRIPTED, SECRET } from "../support/chat/tools.ts";
import { chatUser } from "../support/users.ts";

TOOLS.push(...SCRIPTED);
const PARIS = '{"city":"Paris"}';
const log = vi.spyOn(console, "warn").mockImplementation(() => {});
beforeEach(() => void log.mockClear());

type Told = [string, ...unknown[]][];

function run(calls: { name: string; input: string }[], signal = new AbortController().signal) {
  const told: Told = [];
  const page = {
    toolInput: ({ name, input }: { name: string; input: unknown }) => void told.push(["input", name, input]),
    toolInputError: ({ name, input, errorText }: { name: string; input: unknown; errorText: string }) =>
      void told.push(["bad input", name, input, errorText]),
    toolOutput: (_: string, output: unknown) => void told.push(["output", output]),
    toolError: (_: string, errorText: string) => void told.push(["error", errorText]),
  };
  const tools = offered(...SCRIPTED.map(({ name }) => name));
  const record = new ReplyRecord();
  return {
    told,
    record,
    uses: runTools(calls, { tools, user: chatUser({ account: "github:7" }), signal, record }, page),
  };
}

async function runOne(name: string, input = PARIS) {
  const { told, uses } = run([{ name, input }]);
  const [use] = await uses;
  return { told, use };
}

describe("a tool", () => {
  it("gets checked arguments, and what it gives goes to the model as JSON and to the page as it is", async () => {
    const { told, use } = await runOne("weather");
    expect(use).toEqual({
      callId: expect.stringMatching(/^[0-9a-f]{9}$/) as string,
      name: "weather",
      input: PARIS,
      output: '{"city":"Paris","sky":"clear"}',
    });
    expect(told).toEqual([
      ["input", "weather", { city: "Paris" }],
      ["output", { city: "Paris", sky: "clear" }],
    ]);
  });

  it("is noted for the owner by its name, its end and its time, and by nothing else", async () => {
    const { record, uses } = run([
      { name: "weather", input: PARIS },
      { name: "throws", input: PARIS },
      { name: "weather", input: "{" },
      { name: "rm -rf", input: PARIS },
    ]);
    await uses;
    const end = { ended: "stop", failure: undefined, stoppedMs: 0, outputBoundPassed: false };
    const time = expect.any(Number) as number;
    const called = (name: string, isError: boolean) => ({ name, isError, atMs: time, ms: time });
    expect(record.endedBy(end).tools).toEqual([
      called("weather", false),
      called("throws", true),
      called("weather", true),
    ]);
  });

  it("that is cut off with its reply is noted as failed, with the time until then", async () => {
    const cut = new AbortController();
    const { record, uses } = run([{ name: "hangs", input: PARIS }], cut.signal);
    await sleep(30);
    cut.abort(new Error("The reply must end"));
    await expect(uses).rejects.toThrow("The reply must end");
    const [noted] = record.endedBy({
      ended: "paused",
      failure: undefined,
      stoppedMs: 0,
      outputBoundPassed: false,
    }).tools;
    expect(noted).toMatchObject({ name: "hangs", isError: true });
    expect(noted?.ms).toBeGreaterThan(15);
  });

  it("may give a text, or nothing", async () => {
    expect((await runOne("words")).use).toMatchObject({ output: "It rains in Paris." });
    const { told, use } = await runOne("nothing");
    expect([use?.output, told.at(-1)]).toEqual(["null", ["output", null]]);
  });

  it("knows who asks by the session, and by nothing that the model says", async () => {
    const { use } = await runOne("who", '{"city":"github:1"}');
    expect(use?.output).toBe('{"account":"github:7"}');
  });

  it.each([
    ["throws", "The tool failed."],
    ["explains", "There is no such city."],
    ["hangs", "The tool took too long."],
    ["talks", "The tool answered too much."],
    ["circles", "The tool failed."],
  ])("that %s gives the model and the page one sentence, and the log as much", async (name, sentence) => {
    const { told, use } = await runOne(name);
    expect(use).toMatchObject({ input: PARIS, output: JSON.stringify({ error: sentence }) });
    expect(told.at(-1)).toEqual(["error", sentence]);
    expect(log).toHaveBeenCalledExactlyOnceWith(JSON.stringify({ event: "tool_failed", tool: name, reason: sentence }));
    expect(JSON.stringify([use, told, log.mock.calls])).not.toContain(SECRET);
  });
});

describe("arguments", () => {
  it.each([
    ["no JSON", '{"city":'],
    ["a list", "[1]"],
    ["a text", '"Paris"'],
    ["null", "null"],
    ["nothing", ""],
    ["a lone surrogate", '{"city":"\ud800'],
  ])("that are %s are not passed on, and the model is sent an empty object instead", async (_, input) => {
    const { told, use } = await runOne("weather", input);
    const errorText = "The arguments are no object of JSON.";
    expect(use).toMatchObject({ input: "{}", output: JSON.stringify({ error: errorText }) });
    expect(told).toEqual([["bad input", "weather", input.toWellFormed(), errorText]]);
  });

  it.each([
    ["are missing", "{}", "city"],
    ["have the wrong type", '{"city":7}', "city"],
    ["are too long", `{"city":"${"x".repeat(41)}"}`, "city"],
    ["are unknown", '{"city":"Paris","user":"github:1"}', "user"],
    ["are null", '{"city":null}', "city"],
    ["are dangerous names", '{"city":"Paris","__proto__":{"isAdmin":true}}', "__proto__"],
  ])("that %s are not passed on, and the model is told which", async (_, input, which) => {
    const { told, use } = await runOne("weather", input);
    expect(use?.input).toBe(input);
    expect(use?.output).toContain(which);
    expect(told.map(([event]) => event)).toEqual(["bad input"]);
  });

  it("are told about in a few words, however many are wrong", async () => {
    const wrong = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`field${at}`, at]));
    const { use } = await runOne("weather", JSON.stringify(wrong));
    expect(use?.output.length).toBeLessThan(400);
  });
});

describe("a call of what is not offered", () => {
  it.each(["current_time", "rm", "", "functions.weather", "x".repeat(10_000), "__proto__", "constructor"])(
    "(%s) runs nothing, and only the model is told",
    async (name) => {
      const { told, use } = await runOne(name);
      expect(use?.output).toBe('{"error":"There is no such tool."}');
      expect(use?.name).toMatch(/^[\w-]{0,64}$/);
      expect(told).toEqual([]);
    },
  );
});

describe("several calls", () => {
  it("run at the same time, and answer in the order of the calls", async () => {
    const calls = ["hangs", "hangs", "hangs", "weather"].map((name) => ({ name, input: PARIS }));
    const startedAt = performance.now();
    const { told, uses } = run(calls);
    expect(told.map(([event]) => event)).toEqual(["input", "input", "input", "input"]);
    expect((await uses).map(({ name }) => name)).toEqual(["hangs", "hangs", "hangs", "weather"]);
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(told[4]?.[0]).toBe("output");
  });

  it("have ids of their own", async () => {
    const { uses } = run(Array.from({ length: 8 }, () => ({ name: "weather", input: PARIS })));
    expect(new Set((await uses).map(({ callId }) => callId)).size).toBe(8);
  });
});

describe("the end of the reply", () => {
  it("ends what runs, with its own reason", async () => {
    const over = new AbortController();
    const { told, uses } = run([{ name: "hangs", input: PARIS }], over.signal);
    over.abort(new Error("paused"));
    await expect(uses).rejects.toThrow("paused");
    await sleep(250);
    expect(told.map(([event]) => event)).toEqual(["input"]);
  });

  it("begins no tool once it has come", async () => {
    const { uses } = run([{ name: "weather", input: PARIS }], AbortSignal.abort(new Error("paused")));
    await expect(uses).rejects.toThrow("paused");
  });
});
