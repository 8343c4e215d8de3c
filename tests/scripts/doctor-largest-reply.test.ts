import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";

import type { Hold } from "../../lib/usage/hold.ts";
import type { Step } from "../../lib/usage/worst-case.ts";
import { resolveSafeguards } from "../../lib/safeguards.ts";
import { largestReply } from "../../scripts/doctor/largest-reply.ts";
import { checkSafeguards, safeguardTable } from "../../scripts/doctor/safeguards.ts";
import { filePart, png } from "../support/chat/pictures.ts";
import { chatBody, readChunks } from "../support/client.ts";
import { safeguardsJson } from "../support/config.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { type Behaviour, type Provider, startProvider } from "../support/provider/provider.ts";
import { chatUser } from "../support/users.ts";

const MOST_CALLS = 8;
const OUTPUT_BYTES = 1_000;
const INPUT_BYTES = 3_000;
const MOST_OUTPUT = 256;
const PICTURES = 2;

const sees = { tools: true, images: true, imageTokens: 2_000 };
const member = { maxInputTokens: INPUT_BYTES, maxOutputTokens: MOST_OUTPUT, maxSteps: 3, images: PICTURES };

type Patch = { models?: object; plans?: object; limits?: object };
const configOf = (patch: Patch) => resolveSafeguards(safeguardsJson(patch));
const withMember = (plan: object, models: object = {}, limits: object = {}) =>
  configOf({ models: { "gpt-6-luna": models }, plans: { member: plan }, limits });
const stepsOf = (config: ReturnType<typeof configOf>) => {
  const model = config.models["gpt-6-luna"];
  if (!model) throw new Error("There is no such model");
  return largestReply(config, config.plans.member, model);
};
const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

describe("the largest reply of a plan", () => {
  let provider: Provider;
  beforeAll(async () => void (provider = await startProvider()));
  afterAll(() => provider.stop());

  /** What the product itself holds for each step of a reply whose question, answers and tools are as large as they may be. */
  async function heldByProduct(patch: Patch): Promise<{ held: number[]; largest: number[] }> {
    freshEnvironment({ OPENAI_BASE_URL: provider.url, SAFEGUARDS_JSON: safeguardsJson(patch) });
    const { TOOLS } = await import("../../lib/chat/tools/registry.ts");
    const run = () => "x".repeat(OUTPUT_BYTES);
    const input = z.strictObject({});
    TOOLS.push({ name: "full", description: "Says all", input, deadlineMs: 1_000, outputBytes: OUTPUT_BYTES, run });
    const { safeguards } = await import("../../lib/safeguards.ts");
    const { worstCaseOf } = await import("../../lib/usage/worst-case.ts");
    const { parseChatRequest } = await import("../../lib/chat/chat-request.ts");
    const { streamReply } = await import("../../lib/chat/reply.ts");
    const { largestReply: largestOf } = await import("../../scripts/doctor/largest-reply.ts");

    const parts = [
      { type: "text", text: "x".repeat(INPUT_BYTES) },
      ...Array.from({ length: PICTURES }, () => filePart(png())),
    ];
    const body = JSON.stringify(chatBody("", { messages: [{ id: "m", role: "user", parts }] }));
    const request = new Request("http://chat.test/api/chat", { method: "POST", body });
    const asked = await parseChatRequest(request, chatUser());
    const calls = Array.from({ length: MOST_CALLS }, () => ({ name: "full", input: "{}" }));
    const text = "x".repeat(MOST_OUTPUT - calls.map(({ input }) => input).join("").length);
    provider.behave({ kind: "answer", text, calls } satisfies Behaviour);
    const steps: Step[] = [asked];
    const hold: Hold = {
      id: "hold-1",
      safetyIdentifier: "hash-1",
      cut: new AbortController().signal,
      extend: async (step) => void steps.push(step),
      settle: () => Promise.resolve(),
    };
    await readChunks(await streamReply(asked, hold, new AbortController().signal));

    const config = safeguards();
    const model = config.models[asked.model];
    if (!model) throw new Error("There is no such model");
    const held = steps.map((step) => worstCaseOf(model, step));
    return { held, largest: largestOf(config, config.plans.member, model) };
  }

  it("is what is held for the largest question, all pictures, and answers and outputs of tools as long as they may be", async () => {
    const plans = { member: { ...member, tools: ["full"] } };
    const { held, largest } = await heldByProduct({
      models: { "gpt-6-luna": sees },
      plans,
      limits: { messages: 1 },
    });
    expect(held).toHaveLength(3);
    expect(largest).toEqual(held);
    vi.unstubAllEnvs();
  });

  it("has one step where no tool is offered, and as many as the plan has where one is", () => {
    const tools = ["current_time"];
    const counts = [
      withMember({ maxSteps: 3 }),
      withMember({ maxSteps: 3, tools }),
      withMember({ maxSteps: 1, tools }, { tools: true }),
      withMember({ maxSteps: 3, tools: ["no_such"] }, { tools: true }),
      withMember({ maxSteps: 3, tools }, { tools: true }),
    ].map((config) => stepsOf(config).length);
    expect(counts).toEqual([1, 1, 1, 1, 3]);
  });

  it("costs more in each step than in the one before, since all is sent again", () => {
    const steps = stepsOf(withMember({ maxSteps: 4, tools: ["my_limits"] }, { tools: true }));
    const grown = steps.slice(1).map((step, at) => step - (steps[at] ?? 0));
    // Eight outputs of 2,000 bytes alone are 2,000 micro-USD at 0.125 each.
    for (const more of grown) expect(more).toBeGreaterThan(2_000);
  });

  it("counts the pictures that the model sees, in every step, and no more of them than leave room for words", () => {
    const tools = ["current_time"];
    const [blind, seeing] = [
      stepsOf(withMember({ maxSteps: 2, tools, images: 2 }, { tools: true })),
      stepsOf(withMember({ maxSteps: 2, tools, images: 2 }, sees)),
    ];
    // Twice 2,008 tokens at 0.125 micro-USD.
    expect(seeing.map((step, at) => step - (blind[at] ?? 0))).toEqual([502, 502]);
    const narrow = { ...sees, contextTokens: 2_048 + 3_000 };
    expect(stepsOf(withMember({ images: 4 }, narrow))).toEqual(stepsOf(withMember({ images: 1 }, narrow)));
  });

  it("has no more text than a body may have bytes, and none where the output takes all the room", () => {
    const wide = { maxInputTokens: 10_000_000 };
    const model = { contextTokens: 100_000_000 };
    const short = stepsOf(withMember(wide, model, { bodyBytes: 10_000 }));
    expect(short).toEqual(stepsOf(withMember({ maxInputTokens: 10_000 }, model)));
    expect(stepsOf(withMember({ maxOutputTokens: 2_000 }, { contextTokens: 2_000 }))).toEqual([]);
  });
});

describe("the doctor, about what one reply can cost", () => {
  const tools = ["current_time"];
  const hintsOf = (day: number, maxSteps = 3) =>
    checkSafeguards(withMember({ models: ["gpt-6-luna"], maxSteps, tools, budgetUsd: { day, month: 10 } }, sees))
      .filter(({ verdict, title }) => verdict === "hint" && title.includes("largest"))
      .map(({ title }) => title);
  const steps = stepsOf(withMember({ maxSteps: 3, tools }, sees));
  const [first = Number.NaN, all] = [steps[0], sum(steps)];

  it("is content when all steps fit into the plan's day", () => {
    expect(hintsOf(all / 1_000_000)).toEqual([]);
  });

  it("says when the last of them does not, and what they are together", () => {
    const hints = hintsOf((all - 1) / 1_000_000);
    expect(hints).toEqual([
      `The largest reply on the member plan with gpt-6-luna ($${all / 1_000_000} in 3 steps) exceeds the plan's day: it ends before its last step.`,
    ]);
    expect(hintsOf(first / 1_000_000)).toEqual(hints);
  });

  it("says when not even the first does", () => {
    expect(hintsOf((first - 1) / 1_000_000)).toEqual([
      `The largest request on the member plan with gpt-6-luna ($${first / 1_000_000}) exceeds the plan's day.`,
    ]);
    expect(hintsOf(0)).toEqual([]);
  });

  it("is content with the admin plan as it is shipped, and not with more steps or more input", () => {
    const dear = { "gpt-6-sol": { tools: true, images: true, imageTokens: 3_779 } };
    const bounds = { maxInputTokens: 32_000, maxOutputTokens: 4_096, maxSteps: 4, images: 4 };
    const hintsWith = (patch: object) => {
      const admin = { models: ["gpt-6-sol"], tools: ["current_time", "my_limits"], budgetUsd: { day: 1 }, ...bounds };
      const findings = checkSafeguards(configOf({ models: dear, plans: { admin: { ...admin, ...patch } } }));
      return findings.filter(({ verdict }) => verdict === "hint");
    };
    expect(hintsWith({})).toEqual([]);
    expect(hintsWith({ maxSteps: 5 })).toHaveLength(1);
    expect(hintsWith({ maxInputTokens: 64_000 })).toHaveLength(1);
  });

  it("shows the steps and the price of the largest reply for each plan, with the dearest of its models", () => {
    const rows = safeguardTable(withMember({ models: ["gpt-6-luna"], maxSteps: 3, tools }, sees));
    const column = rows[0]?.indexOf("steps / a reply at most") ?? -1;
    expect(rows.find(([name]) => name === "member")?.[column]).toBe(`3 / $${all / 1_000_000}`);
  });
});
