/** Runs what a model has called, all at the same time. Whatever goes wrong is a short sentence to the model, and nothing else. */
import "server-only";

import { log } from "../log.ts";
import { newCallId } from "./call-id.ts";
import type { ChatInput, ToolCall, ToolUse } from "./chat-input.ts";
import type { ReplyRecord } from "./reply-record.ts";
import { argumentsFor } from "./tool-arguments.ts";
import { failedOutput, outputText } from "./tool-texts.ts";
import { toolNamed } from "./tools/registry.ts";
import { type Tool, type ToolContext, ToolError } from "./tools/tool.ts";
import type { UiStream } from "./ui-stream.ts";
import { whenAborted } from "./when-aborted.ts";

type Run = ToolContext & Pick<ChatInput, "tools"> & { record: Pick<ReplyRecord, "beginTool"> };
type Page = Pick<UiStream, "toolInput" | "toolInputError" | "toolOutput" | "toolError">;

/**
 * @param run `signal` fires when the reply must end
 * @returns one for each call, in their order
 * @throws the signal's reason when it fires
 */
export function runTools(calls: ToolCall[], run: Run, page: Page): Promise<ToolUse[]> {
  return Promise.all(calls.map((call) => use(call, run, page)));
}

async function use({ name, input, ...extra }: ToolCall, run: Run, page: Page): Promise<ToolUse> {
  const callId = newCallId();
  const tool = run.tools.some((offered) => offered.name === name) ? toolNamed(name) : undefined;
  // Nobody but the model is told: the page could not send it back.
  if (!tool)
    return { ...extra, callId, name: sendable(name), input: "{}", output: failedOutput("There is no such tool.") };
  const { sent, shown, ...given } = argumentsFor(tool, input);
  const called = { ...extra, callId, name, input: sent };
  if ("errorText" in given) {
    run.record.beginTool(name)(true);
    page.toolInputError({ callId, name, input: shown, errorText: given.errorText });
    return { ...called, output: failedOutput(given.errorText) };
  }
  page.toolInput({ callId, name, input: shown });
  return { ...called, output: await outputOf(tool, given.value, { callId, run, page }) };
}

/** Providers refuse any other name. */
function sendable(name: string): string {
  return name.replaceAll(/[^\w-]/g, "_").slice(0, 64);
}

type Calling = { callId: string; run: Run; page: Page };

async function outputOf(tool: Tool, input: Record<string, unknown>, { callId, run, page }: Calling): Promise<string> {
  const end = run.record.beginTool(tool.name);
  try {
    const output = await withDeadline(tool, input, run);
    const text = outputText(output);
    if (Buffer.byteLength(text) > tool.outputBytes) throw new ToolError("The tool answered too much.");
    end(false);
    page.toolOutput(callId, output ?? null);
    return text;
  } catch (error) {
    run.signal.throwIfAborted();
    const errorText = error instanceof ToolError ? error.message : "The tool failed.";
    end(true);
    log("warn", "tool_failed", { tool: tool.name, reason: errorText });
    page.toolError(callId, errorText);
    return failedOutput(errorText);
  }
}

/** A tool that heeds no signal is left alone: whatever it still does, nobody waits for it. */
async function withDeadline(tool: Tool, input: Record<string, unknown>, { user, signal }: Run): Promise<unknown> {
  signal.throwIfAborted();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), tool.deadlineMs);
  const end = () => over.abort();
  signal.addEventListener("abort", end, { once: true });
  const ended = new Promise<never>((_, reject) => {
    whenAborted(over.signal, () => reject(new ToolError("The tool took too long.")));
  });
  try {
    return await Promise.race([tool.run(input, { user, signal: over.signal }), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
