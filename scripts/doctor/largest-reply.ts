/** The most that one reply can cost: the worst case of each call of the provider that a plan allows, as the ledger is asked for it. */
import { newCallId } from "../../lib/chat/call-id.ts";
import { textsSent, type Turn } from "../../lib/chat/chat-input.ts";
import { roomFor } from "../../lib/chat/newest-turns.ts";
import { mostSteps, type OfferedTool, offeredTools } from "../../lib/chat/offered-tools.ts";
import { MOST_CALLS } from "../../lib/chat/provider/heard-calls.ts";
import { MOST_ERROR_CHARACTERS } from "../../lib/chat/tool-arguments.ts";
import { failedOutput } from "../../lib/chat/tool-texts.ts";
import { toolNamed } from "../../lib/chat/tools/registry.ts";
import { chatBodyBytes } from "../../lib/config-checks.ts";
import type { ModelConfig, Plan, SafeguardsConfig } from "../../lib/config-schema.ts";
import { worstCaseOf } from "../../lib/usage/worst-case.ts";

/** @returns micro-USD for each step, in their order; none where no message fits beside the output */
export function largestReply(config: SafeguardsConfig, plan: Plan, model: ModelConfig): number[] {
  const images = mostPictures(plan, model);
  const bytes = Math.min(roomFor(plan, model, images), chatBodyBytes(config.limits, plan));
  if (bytes < 1) return [];
  const tools = offeredTools(plan, model);
  const question = conversation(bytes, config.limits.messages, tools);
  return Array.from({ length: mostSteps(plan, tools) }, (_, at) => {
    const added = Array.from({ length: at }, (_, step) => answerWithCalls(plan, tools, step)).flat();
    const texts = textsSent({ turns: [...question, ...added], tools }, config);
    return worstCaseOf(model, { texts, images, offersTools: tools.length > 0, maxOutputTokens: plan.maxOutputTokens });
  });
}

/** No more than leave room for a question. */
function mostPictures(plan: Plan, model: ModelConfig): number {
  if (!model.images) return 0;
  const counts = Array.from({ length: plan.images + 1 }, (_, count) => count);
  return counts.findLast((images) => roomFor(plan, model, images) > 0) ?? 0;
}

/** As many turns as are passed on, of the kind around which most is written, and as much text. */
function conversation(bytes: number, messages: number, tools: OfferedTool[]): Turn[] {
  const earlier: Turn =
    tools.length > 0 ? toolTurn({ callId: "", name: "", output: "" }) : { role: "user", content: "" };
  return [...Array.from({ length: messages - 1 }, () => earlier), { role: "user", content: "x".repeat(bytes) }];
}

/**
 * What the model said, and the most that it can call. It makes at most `maxOutputTokens`, which are as many when they are read again: a text
 * of so many bytes stands for them. (The ledger holds for the bytes of the real text, which are more; the settlement gives them back.)
 */
function answerWithCalls({ maxOutputTokens }: Plan, tools: OfferedTool[], step: number): Turn[] {
  const uses = tools.map(({ name }) => ({ callId: newCallId(), name, output: longestOutput(name) }));
  const longest = uses.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, 1);
  const calls = Array.from({ length: MOST_CALLS }, () => longest.map((use) => toolTurn(use, step)));
  return [{ role: "assistant", content: "x".repeat(maxOutputTokens) }, ...calls.flat()];
}

type Use = { callId: string; name: string; output: string };

function lengthOf({ name, output }: Use): number {
  return name.length + output.length;
}

function longestOutput(name: string): string {
  const failed = failedOutput("x".repeat(MOST_ERROR_CHARACTERS));
  return "x".repeat(Math.max(failed.length, toolNamed(name)?.outputBytes ?? 0));
}

/** Its arguments are a part of the model's output. */
function toolTurn(use: Use, step = 0): Turn {
  return { role: "tool", step, input: "", ...use };
}
