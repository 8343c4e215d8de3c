/** 100,000 bodies that nobody would write: each is refused by a word of the table, or fits into what is held for it. */
import * as fc from "fast-check";
import { expect, it } from "vitest";

import type { ChatUser } from "../../lib/auth/require-user.ts";
import { type ChatInput, textsSent, type Turn } from "../../lib/chat/chat-input.ts";
import { parseChatRequest } from "../../lib/chat/chat-request.ts";
import { config, safeguardsJson } from "../support/config.ts";
import type { ModelConfig } from "../../lib/config-schema.ts";
import { Refusal, type RefusalCode } from "../../lib/errors.ts";
import { priceOf } from "../../lib/usage/price.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";
import { chatUser } from "../support/users.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { anyBody } from "../support/chat/fuzz-bodies.ts";
import { realInputTokens } from "../support/ledger/texts.ts";

const BODIES = 100_000;
const EXPECTED: RefusalCode[] = ["invalid_request", "model_not_allowed", "body_too_large"];
const models: Record<string, ModelConfig> = config.models;

type ShippedPlan = keyof typeof config.plans;
type Outcome = RefusalCode | "accepted";

function user(plan: ShippedPlan): ChatUser {
  return chatUser({ plan });
}

async function outcomeOf(body: string | Uint8Array, plan: ShippedPlan): Promise<Outcome> {
  const request = new Request("http://chat.test/api/chat", { method: "POST", body: body as BodyInit });
  try {
    expectCovered(await parseChatRequest(request, user(plan)), plan);
    return "accepted";
  } catch (error) {
    if (error instanceof Refusal && EXPECTED.includes(error.code)) return error.code;
    throw error;
  }
}

/** Whatever was accepted: the dearest bill that it can lead to is within its hold, and all of it is the plan's. */
function expectCovered(asked: ChatInput, name: ShippedPlan): void {
  const { model, texts, turns, tools, offersTools = false, maxOutputTokens } = asked;
  const plan = config.plans[name];
  const price = models[model];
  if (!price || !plan.models.some((allowed) => allowed === model)) throw new Error(`${model} is not of this plan`);
  if (maxOutputTokens !== plan.maxOutputTokens) throw new Error(`${maxOutputTokens} tokens of output`);
  if (turns.at(-1)?.role !== "user" || texts.join() !== textsSent({ turns, tools }).join())
    throw new Error("Texts beside the turns");
  for (const turn of turns) expectWellFormed(turn);
  const input = realInputTokens(texts);
  const dearest = priceOf(price, { input, cachedInput: 0, cacheWrite: input, output: maxOutputTokens });
  const held = worstCaseOf(price, { texts, images: 0, offersTools, maxOutputTokens });
  if (dearest > held) throw new Error(`${dearest} micro-USD and only ${held} held`);
}

/** A call is one of a tool that exists, with an object as its input and an id that every provider takes. */
function expectWellFormed(turn: Turn): void {
  if (turn.role !== "tool" && typeof turn.content !== "string") throw new Error("A turn that is none");
  if (turn.role !== "tool") return;
  const input = JSON.parse(turn.input) as unknown;
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  if (!isObject || !["current_time", "my_limits"].includes(turn.name) || !/^[0-9a-f]{9}$/.test(turn.callId))
    throw new Error("A call that is none");
}

const TOOLS = { maxSteps: 3, tools: ["current_time", "my_limits"] };
const SAFEGUARDS_JSON = safeguardsJson({
  models: { "gpt-6-luna": { tools: true } },
  plans: { guest: TOOLS, member: TOOLS },
});

it(`refuses by the table or holds enough, over ${BODIES} bodies`, { timeout: 300_000 }, async () => {
  freshEnvironment({ SAFEGUARDS_JSON });
  const seen = new Map<Outcome, number>();
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  await fc.assert(
    fc.asyncProperty(anyBody, fc.constantFrom<ShippedPlan[]>("guest", "member"), async (body, plan) => {
      const outcome = await outcomeOf(body, plan);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }),
    { numRuns: BODIES, seed },
  );
  console.info(`FUZZ_SEED=${seed}: ${[...seen].map(([outcome, count]) => `${count} ${outcome}`).join(", ")}`);
  // Bodies that all fail, or all fit, would have tried nothing.
  for (const outcome of ["accepted", "invalid_request", "model_not_allowed"] as const)
    expect(seen.get(outcome) ?? 0).toBeGreaterThan(BODIES / 50);
});
