/** Chunks of the AI SDK's UI message stream, version 1, as server-sent events. */
import "server-only";

import type { Problem } from "../errors.ts";
import type { FinishReason, ReplyPart } from "./provider/reply-parts.ts";

export const UI_STREAM_HEADERS = {
  "content-type": "text/event-stream",
  // `no-transform` also keeps proxies and the framework from compressing, which would hold words back.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1",
};

export const DONE = "data: [DONE]\n\n";

type Use = { callId: string; name: string; input: unknown };

/** Writes one reply. Each output item of the provider becomes a text part of its own; each write costs a call of the system. */
export class UiStream {
  readonly #send: (text: string) => void;
  #open: string | undefined;
  #parts = 0;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** @param leftOut turns that the model does not see: the page tells, by the message's metadata */
  start(messageId: string, leftOut: number): void {
    const notes = leftOut > 0 && { messageMetadata: { leftOut } };
    this.#send(chunk({ type: "start", messageId, ...notes }) + chunk({ type: "start-step" }));
  }

  texts(texts: ReplyPart["texts"]): void {
    if (texts.length > 0) this.#send(texts.map(({ itemId, text }) => this.#enter(itemId) + this.#delta(text)).join(""));
  }

  toolInput({ callId, name, input }: Use): void {
    this.#send(this.#leave() + chunk({ type: "tool-input-available", toolCallId: callId, toolName: name, input }));
  }

  toolInputError({ callId, name, input, errorText }: Use & { errorText: string }): void {
    const error = { type: "tool-input-error", toolCallId: callId, toolName: name, input, errorText };
    this.#send(this.#leave() + chunk(error));
  }

  toolOutput(callId: string, output: unknown): void {
    this.#send(chunk({ type: "tool-output-available", toolCallId: callId, output }));
  }

  toolError(callId: string, errorText: string): void {
    this.#send(chunk({ type: "tool-output-error", toolCallId: callId, errorText }));
  }

  /** When the next call of the provider may be made. */
  nextStep(): void {
    this.#send(this.#leave() + chunk({ type: "finish-step" }) + chunk({ type: "start-step" }));
  }

  /** @returns what is left to write */
  finish(finishReason: FinishReason): string {
    return this.#leave() + chunk({ type: "finish-step" }) + chunk({ type: "finish", finishReason });
  }

  /** @returns what is left to write */
  error(problem: Problem): string {
    return chunk({ type: "error", errorText: JSON.stringify(problem) });
  }

  #delta(delta: string): string {
    return chunk({ type: "text-delta", id: this.#id, delta });
  }

  /** Our own, since the provider's ids are of any length. */
  get #id(): string {
    return `text-${this.#parts}`;
  }

  #enter(itemId: string): string {
    if (this.#open === itemId) return "";
    const left = this.#leave();
    this.#open = itemId;
    this.#parts += 1;
    return left + chunk({ type: "text-start", id: this.#id });
  }

  #leave(): string {
    if (this.#open === undefined) return "";
    this.#open = undefined;
    return chunk({ type: "text-end", id: this.#id });
  }
}

function chunk(fields: Record<string, unknown>): string {
  return `data: ${JSON.stringify(fields)}\n\n`;
}
