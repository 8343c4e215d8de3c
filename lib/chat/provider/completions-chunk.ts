/** A chunk of Chat Completions: what of it is read, whatever the server. Numbers are checked where they are priced. */
import "server-only";

import type { Usage } from "../../usage/price.ts";
import { type Fault, faultCode } from "./fault-code.ts";
import type { Call } from "./completions-calls.ts";
import type { Reasoning } from "../chat-input.ts";
import type { FinishReason } from "./reply-parts.ts";
import { usageFrom } from "./token-usage.ts";

export type Chunk = {
  object?: unknown;
  code?: unknown;
  error?: Fault | string | null;
  choices?: Choice[] | null;
  usage?: Figures | null;
};
export type Choice = {
  index?: number;
  /** Some servers send the whole message so far beside each delta, or instead of it. */
  delta?: Message | null;
  message?: Message | null;
  finish_reason?: string | null;
  error?: Fault | string | null;
};
type Message = {
  content?: unknown;
  refusal?: unknown;
  reasoning_content?: unknown;
  reasoning?: unknown;
  tool_calls?: Call[] | null;
  /** The older form, of one call. */
  function_call?: Call["function"];
};
export type Figures = {
  prompt_tokens?: unknown;
  completion_tokens?: unknown;
  total_tokens?: unknown;
  prompt_tokens_details?: { cached_tokens?: unknown; cache_write_tokens?: unknown } | null;
  completion_tokens_details?: { reasoning_tokens?: unknown } | null;
};

/** What is said, a refusal included. */
export function shownIn(message: Message | null | undefined): string {
  return join(message?.content, "text") + join(message?.refusal, "text");
}

/** What is thought aloud: output that is billed, and that some servers want back with the outputs of tools. */
export function reasoningIn(message: Message | null | undefined): Reasoning | null {
  const [first, second] = [join(message?.reasoning_content, "text"), join(message?.reasoning, "text")];
  // It has two names, and some servers use both for the same words.
  const thought =
    first.length >= second.length
      ? { field: "reasoning_content" as const, text: first }
      : { field: "reasoning" as const, text: second };
  return thought.text === "" ? null : thought;
}

/** Thoughts amid the content; nobody wants them back. */
export function hiddenIn(message: Message | null | undefined): string {
  return Array.isArray(message?.content) ? join(message.content, "thinking") : "";
}

/** Content is text, or parts of which each has some. */
function join(content: unknown, field: "text" | "thinking"): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const texts = content.map((part: unknown) => (isRecord(part) ? join(part[field], "text") : ""));
  return texts.join("");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Servers tell of a failure in four places. @returns its code, whatever that is */
export function faultIn({ object, code, error, choices }: Chunk): { code: unknown } | null {
  const fault = error ?? choices?.find((choice) => choice.error)?.error;
  if (typeof fault === "string") return { code: "" };
  if (fault) return { code: faultCode(fault) };
  if (object === "error") return { code };
  return choices?.some(({ finish_reason }) => finish_reason === "error") ? { code: "server_error" } : null;
}

const FINISHES: Record<string, FinishReason> = {
  length: "length",
  max_tokens: "length",
  model_length: "length",
  content_filter: "content-filter",
};

export function finishOf(reason: string): FinishReason {
  return FINISHES[reason.toLowerCase()] ?? "stop";
}

export function usageOf(figures: Figures): Usage {
  return usageFrom({
    input: figures.prompt_tokens,
    output: figures.completion_tokens,
    total: figures.total_tokens,
    cachedInput: figures.prompt_tokens_details?.cached_tokens,
    cacheWrite: figures.prompt_tokens_details?.cache_write_tokens,
    reasoning: figures.completion_tokens_details?.reasoning_tokens,
  });
}
