/** Servers that answer everything alike: whatever they are asked, no safeguard of theirs can have held. */
import { createServer, type RequestListener } from "node:http";

import { type LoopbackServer, onLoopback } from "./loopback.ts";

const ANSWERS: Record<string, RequestListener> = {
  "200 and nothing": (_, response) => void response.end(),
  "200 and a text": (_, response) => void response.writeHead(200, { "content-type": "text/plain" }).end("It works!"),
  "200 and a page": (_, response) =>
    void response
      .writeHead(200, { "content-type": "text/html" })
      .end('<html><script src="/_next/static/app.js"></script><textarea></textarea></html>'),
  "404": (_, response) => void response.writeHead(404).end("Not found"),
  "500": (_, response) => void response.writeHead(500).end("Internal server error"),
  "what it was sent": (request, response) => {
    response.writeHead(200, { "content-type": request.headers["content-type"] ?? "text/plain" });
    request.pipe(response);
  },
  "a closed line": (request) => void request.socket.destroy(),
};

export const DUMB = Object.keys(ANSWERS);

export async function startDumbServer(kind: string): Promise<LoopbackServer> {
  const answer = ANSWERS[kind];
  if (!answer) throw new Error(`No server answers with ${kind}`);
  const server = createServer((request, response) => {
    request.on("error", () => {});
    answer(request, response);
  });
  return onLoopback(server);
}
