/** What a page sends back of earlier steps: accepted for tools that exist, bounded, and never more than talk. */
import { describe, expect, it } from "vitest";

import { textsOf } from "../../lib/chat/chat-input.ts";
import { safeguardsJson } from "../support/config.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { chatUser } from "../support/users.ts";

const TOOLS = {
  models: { "gpt-6-luna": { tools: true } },
  plans: { member: { maxSteps: 4, tools: ["current_time"] } },
};
const said = (text: string) => ({ id: "q", role: "user", parts: [{ type: "text", text }] });
const answered = (...parts: object[]) => ({ id: "a", role: "assistant", parts });
const text = (words: string) => ({ type: "text", text: words, state: "done" });
const step = { type: "step-start" };
const used = (fields: object = {}) => {
  const part = { type: "tool-current_time", toolCallId: "0123456af", state: "output-available" };
  return { ...part, input: { timezone: "UTC" }, output: { utc: "noon" }, ...fields };
};

/** A fresh copy of the code under test, since the configuration is read once. */
async function parse(messages: object[], safeguards: object = TOOLS) {
  freshEnvironment({ SAFEGUARDS_JSON: safeguardsJson(safeguards) });
  const { parseChatRequest: fresh } = await import("../../lib/chat/chat-request.ts");
  const body = JSON.stringify({ id: "c", messages, trigger: "submit-message" });
  return fresh(new Request("http://chat.test/api/chat", { method: "POST", body }), chatUser());
}

async function turnsOf(...parts: object[]) {
  const { turns } = await parse([said("What time is it?"), answered(...parts), said("And now?")]);
  return turns.slice(1, -1);
}

const code = (messages: object[]) =>
  parse(messages).then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );
const codeOf = (...parts: object[]) => code([said("What time is it?"), answered(...parts), said("And now?")]);

describe("a call that a page sends back", () => {
  it("is a turn between the words before and after it", async () => {
    expect(await turnsOf(step, text("Let me look."), used(), step, text("Noon."))).toEqual([
      { role: "assistant", content: "Let me look." },
      {
        role: "tool",
        step: expect.any(Number) as number,
        callId: "0123456af",
        name: "current_time",
        input: '{"timezone":"UTC"}',
        output: '{"utc":"noon"}',
      },
      { role: "assistant", content: "Noon." },
    ]);
  });

  it("belongs to its step, and to no other message's", async () => {
    const messages = [
      said("1"),
      answered(
        step,
        used({ toolCallId: "000000001" }),
        used({ toolCallId: "000000002" }),
        step,
        used({ toolCallId: "000000003" }),
      ),
      answered(used({ toolCallId: "000000004" })),
      said("2"),
    ];
    const { turns } = await parse(messages);
    const steps = turns.flatMap((turn) => (turn.role === "tool" ? [turn.step] : []));
    expect(steps[0]).toBe(steps[1]);
    expect(new Set(steps).size).toBe(3);
  });

  it("keeps its id when that is one of ours, and new: else it gets another", async () => {
    const ids = ["0123456af", "0123456af", "call_of_somebody_else", ""];
    const turns = await turnsOf(...ids.map((toolCallId) => used({ toolCallId })));
    const given = turns.map((turn) => (turn.role === "tool" ? turn.callId : ""));
    expect(given[0]).toBe("0123456af");
    expect(new Set(given).size).toBe(4);
    for (const id of given) expect(id).toMatch(/^[0-9a-f]{9}$/);
  });

  it("that failed is told as that", async () => {
    const failed = used({ state: "output-error", output: undefined, errorText: "The tool failed." });
    expect(await turnsOf(failed)).toMatchObject([{ output: '{"error":"The tool failed."}' }]);
  });

  it.each(["input-available", "input-streaming"])("that was interrupted (%s) is left out", async (state) => {
    expect(await turnsOf(text("Let me look."), used({ state, output: undefined }))).toEqual([
      { role: "assistant", content: "Let me look." },
    ]);
  });

  it.each<[unknown, string]>([
    [{ timezone: "UTC" }, '{"timezone":"UTC"}'],
    ['{"ci', "{}"],
    [[1], "{}"],
    [null, "{}"],
    [undefined, "{}"],
  ])("with the input %j sends an object: some servers parse it", async (input, sent) => {
    expect(await turnsOf(used({ input }))).toMatchObject([{ input: sent }]);
  });

  it("counts as input, in bytes, like any text", async () => {
    const { texts, turns } = await parse([said("1"), answered(used({ output: "é".repeat(1_000) })), said("2")]);
    for (const one of turns.flatMap(textsOf)) expect(texts).toContain(one);
    const long = Array.from({ length: 3 }, () => [
      said("1"),
      answered(used({ output: "x".repeat(12_000) }), text("ok")),
    ]).flat();
    const { leftOut } = await parse([...long, said("2")]);
    expect(leftOut).toBeGreaterThan(0);
    expect(await code([said("1"), answered(used()), said("x".repeat(32_001))])).toBe("body_too_large");
  });

  it("is left out where the model is offered no tools", async () => {
    for (const none of [{}, { models: TOOLS.models }, { plans: TOOLS.plans }]) {
      const { turns, tools, maxSteps } = await parse([said("1"), answered(used(), text("Noon.")), said("2")], none);
      expect([tools, maxSteps]).toEqual([[], 1]);
      expect(turns.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    }
  });

  it("may carry what the AI SDK keeps beside it, and nothing of that is sent", async () => {
    const kept = {
      title: "Clock",
      providerExecuted: true,
      preliminary: false,
      toolMetadata: { a: "secret" },
      callProviderMetadata: { openai: { itemId: "secret" } },
      resultProviderMetadata: { x: "secret" },
      rawInput: "secret",
    };
    expect(JSON.stringify(await turnsOf(used(kept)))).not.toContain("secret");
  });
});

describe("is refused", () => {
  it.each<[string, object]>([
    ["a tool that does not exist", used({ type: "tool-rm" })],
    ["a tool without a name", used({ type: "tool-" })],
    ["a tool of a prototype", used({ type: "tool-constructor" })],
    ["a tool of the page's own", used({ type: "dynamic-tool", toolName: "current_time" })],
    ["a call that waits for a yes", used({ state: "approval-requested", approval: { id: "1" } })],
    ["an unknown state", used({ state: "done" })],
    ["an id that is no text", used({ toolCallId: 7 })],
    ["an id that is too long", used({ toolCallId: "x".repeat(129) })],
    ["an error that is no text", used({ state: "output-error", errorText: { a: 1 } })],
    ["an unknown field", used({ execute: true })],
  ])("%s", async (_, part) => {
    expect(await codeOf(part)).toBe("invalid_request");
  });

  it("a call in a question", async () => {
    const question = { id: "q", role: "user", parts: [{ type: "text", text: "Hi" }, used()] };
    expect(await code([question])).toBe("invalid_request");
  });

  it("a conversation that ends with a call", async () => {
    expect(await code([said("Hi"), answered(used())])).toBe("invalid_request");
  });

  it("thousands of calls in one message", async () => {
    expect(await codeOf(...Array.from({ length: 257 }, () => used({ output: 1 })))).toBe("invalid_request");
  });

  it("an output that is nested too deep to be written again", async () => {
    const deep = `${"[".repeat(40_000)}${"]".repeat(40_000)}`;
    const part = JSON.stringify(used({ output: "DEEP" })).replace('"DEEP"', deep);
    const messages = `[${JSON.stringify(said("1"))},{"id":"a","role":"assistant","parts":[${part}]},${JSON.stringify(said("2"))}]`;
    freshEnvironment({ SAFEGUARDS_JSON: safeguardsJson(TOOLS) });
    const { parseChatRequest: fresh } = await import("../../lib/chat/chat-request.ts");
    const request = new Request("http://chat.test/api/chat", {
      method: "POST",
      body: `{"id":"c","messages":${messages},"trigger":"submit-message"}`,
    });
    const outcome = await fresh(request, chatUser()).then(
      () => "accepted",
      (error: { code: string }) => error.code,
    );
    expect(outcome).toBe("invalid_request");
  });
});

describe("what is offered", () => {
  it("is what the plan names, described by its schema", async () => {
    const { tools, maxSteps, texts } = await parse([said("Hi")]);
    expect(maxSteps).toBe(4);
    expect(tools).toMatchObject([
      { name: "current_time", parameters: { type: "object", additionalProperties: false } },
    ]);
    expect(texts).toContain(JSON.stringify(tools[0]));
  });

  it("is nothing when the plan has one step", async () => {
    const plans = { member: { maxSteps: 1, tools: ["current_time"] } };
    const { tools, maxSteps } = await parse([said("Hi")], { ...TOOLS, plans });
    expect([tools, maxSteps]).toEqual([[], 1]);
  });
});
