/** What this machine can do right now: the provider's bytes passed on by a plain HTTP server, a process of its own. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";

const [provider = ""] = process.argv.slice(2);

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const reply = await fetch(`${provider}/responses`, { method: "POST", body });
  response.writeHead(reply.status, { "content-type": "text/event-stream" });
  await pipeline(Readable.fromWeb(reply.body as ReadableStream), response);
}

const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));

// Ends with whoever measures, however that ends.
process.on("disconnect", () => process.exit());
