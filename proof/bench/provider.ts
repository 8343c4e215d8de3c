/** The provider stand-in of the benchmark, a process of its own: prepared bytes, so that it is never what is measured. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { endOf, startOf, wordEvent } from "../../tests/support/provider/events.ts";

/** What is asked says what is answered: `24` tokens at once, or `24 500`, a token each 500 milliseconds. */
const WISH = /bench (\d+)(?: (\d+))?/;
const WORD = "word ";
const USAGE = { input: 40, cachedInput: 0 };
const prepared = new Map<number, { start: string; word: string; end: string }>();

function reply(count: number) {
  const made = prepared.get(count);
  if (made) return made;
  const model = { id: "resp_bench", model: "gpt-6-luna", words: Array.from({ length: count }, () => WORD) };
  const end = endOf(model, { usage: { ...USAGE, output: count }, cut: false, failure: undefined });
  const one = { start: startOf(model), word: wordEvent(WORD), end };
  prepared.set(count, one);
  return one;
}

async function stream(response: ServerResponse, count: number, delayMs: number): Promise<void> {
  const { start, word, end } = reply(count);
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(start);
  for (let at = 0; at < count && !response.destroyed; at += 1) {
    if (delayMs > 0) await sleep(delayMs);
    response.write(word);
  }
  response.end(end);
}

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, count = "24", delay = "0"] = WISH.exec(await text(request)) ?? [];
  await stream(response, Number(count), Number(delay));
}

server.listen(0, "127.0.0.1", () => process.send?.(server.address()));

// Ends with the benchmark, however that ends.
process.on("disconnect", () => process.exit());
