/** Lines of the AI SDK's UI message stream, version 1, for a reply that is one text. */
import "server-only";

import type { Problem } from "../errors.ts";
import type { FinishReason } from "./reply-parts.ts";

export const UI_STREAM_HEADERS = {
  "content-type": "text/event-stream",
  // `no-transform` also keeps proxies and the framework from compressing, which would hold words back.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1",
};

const TEXT_ID = "text";

export const uiStream = {
  start: (messageId: string) => line({ type: "start", messageId }) + line({ type: "text-start", id: TEXT_ID }),
  text: (delta: string) => line({ type: "text-delta", id: TEXT_ID, delta }),
  finish: (finishReason: FinishReason) =>
    line({ type: "text-end", id: TEXT_ID }) + line({ type: "finish", finishReason }),
  error: (problem: Problem) => line({ type: "error", errorText: JSON.stringify(problem) }),
  done: "data: [DONE]\n\n",
};

function line(chunk: Record<string, unknown>): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
