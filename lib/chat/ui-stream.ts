/** Chunks of the AI SDK's UI message stream, version 1, as server-sent events. */
import "server-only";

import type { Problem } from "../errors.ts";
import type { FinishReason, ReplyPart } from "./reply-parts.ts";

export const UI_STREAM_HEADERS = {
  "content-type": "text/event-stream",
  // `no-transform` also keeps proxies and the framework from compressing, which would hold words back.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1",
};

export const DONE = "data: [DONE]\n\n";

/** Writes one reply. Each output item of the provider becomes a text part of its own. */
export class UiStream {
  #open: string | undefined;
  #parts = 0;

  /** @param leftOut turns that the model does not see: the page tells, by the message's metadata */
  start(messageId: string, leftOut: number): string {
    return chunk({ type: "start", messageId, ...(leftOut > 0 && { messageMetadata: { leftOut } }) });
  }

  texts(texts: ReplyPart["texts"]): string {
    return texts.map(({ itemId, text }) => this.#enter(itemId) + this.#delta(text)).join("");
  }

  finish(finishReason: FinishReason): string {
    return this.#leave() + chunk({ type: "finish", finishReason });
  }

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
