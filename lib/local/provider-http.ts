/** How the stand-in provider answers: a document, an error, or a stream at the pace of words. */
import "server-only";

import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

/** One server-sent event; words come at a pace. */
export type Frame = { type?: string; data: string; isWord: boolean };

/** A provider that goes on after its caller has left would count what nobody reads: the pace stops with the connection. */
export async function stream(response: ServerResponse, frames: Iterable<Frame>, msPerWord: number): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
  for (const { type, data, isWord } of frames) {
    if (msPerWord > 0 && isWord) await setTimeout(msPerWord, undefined, { signal: left.signal });
    if (left.signal.aborted) return;
    response.write(`${type ? `event: ${type}\n` : ""}data: ${data}\n\n`);
  }
  response.end();
}

/** @param work may throw what is wrong with the body, before it has answered */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  work: (body: string) => void | Promise<void>,
): Promise<void> {
  const body = await text(request);
  try {
    await work(body);
  } catch (error) {
    if (response.headersSent) throw error;
    fail(response, 400, { message: error instanceof Error ? error.message : String(error), code: "invalid_value" });
  }
}

export function fail(
  response: ServerResponse,
  status: number,
  { message, code }: { message: string; code: string },
): void {
  send(response, status, { error: { message, type: "invalid_request_error", param: null, code } });
}

export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "x-request-id": `req_${randomBytes(12).toString("hex")}`,
  });
  response.end(JSON.stringify(body));
}
