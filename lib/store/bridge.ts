/** Upstash's REST protocol on a loopback port in front of any engine: the edge has no sockets, and so speaks only this. */
import "server-only";

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { listenOnLoopback } from "./bridge-listen.ts";
import { BridgeError, type Command, type Engine, parseCommands, toEntry } from "./bridge-protocol.ts";
import { scriptTranslator } from "./bridge-scripts.ts";

export type Bridge = { url: string; token: string; close: () => Promise<void> };
type BridgeOptions = { engine: Engine; port?: number; token?: string };
type Answer = { status: number; body: unknown };

const MOST_BODY_BYTES = 1024 * 1024;
const PATHS = new Map([
  ["/", { many: false, atomic: false }],
  ["/pipeline", { many: true, atomic: false }],
  ["/multi-exec", { many: true, atomic: true }],
]);

/** Listens on 127.0.0.1 alone and never keeps the process alive. Closing it closes the engine too. */
export async function startBridge({ engine, port = 0, token = newToken() }: BridgeOptions): Promise<Bridge> {
  const expected = digest(`Bearer ${token}`);
  const translate = scriptTranslator();
  const server = createServer((request, response) => {
    void answer(request, { engine, expected, translate }).then((result) => send(response, result));
  });
  // Longer than any client keeps an idle connection, so that none is closed just as a request goes out on it.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 10_000;
  const url = await listenOnLoopback(server, port);
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    engine.close();
  };
  return { url, token, close };
}

type Context = { engine: Engine; expected: Buffer; translate: (command: Command) => Command };

/** Never rejects: whatever goes wrong is an answer. */
async function answer(request: IncomingMessage, { engine, expected, translate }: Context): Promise<Answer> {
  try {
    const { many, atomic } = admit(request, expected);
    const commands = parseCommands(await readBody(request), many).map(translate);
    const replies = await engine.run(commands, atomic);
    const encoding = request.headers["upstash-encoding"] === "base64" ? "base64" : "utf8";
    const entries = replies.map((reply) => toEntry(reply, encoding));
    if (many) return { status: 200, body: entries };
    return { status: replies[0] instanceof Error ? 400 : 200, body: entries[0] };
  } catch (error) {
    if (error instanceof BridgeError) return { status: error.status, body: { error: error.message } };
    return { status: 503, body: { error: `ERR the store did not answer: ${String(error)}` } };
  }
}

function admit({ headers, method, url = "" }: IncomingMessage, expected: Buffer): { many: boolean; atomic: boolean } {
  // Hashes have one length, and comparing them takes one time.
  if (!timingSafeEqual(digest(headers.authorization ?? ""), expected)) throw new BridgeError(401, "Unauthorized");
  const mode = PATHS.get(url);
  if (!mode) throw new BridgeError(404, "ERR only /, /pipeline and /multi-exec exist here");
  if (method !== "POST") throw new BridgeError(405, "ERR only POST is supported");
  return mode;
}

/** An oversized body is read to its end, without keeping it: closing early would hide the answer from many clients. */
function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
      else reject(new BridgeError(413, `ERR the body is larger than ${MOST_BODY_BYTES} bytes`));
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length });
  response.end(bytes);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function newToken(): string {
  return randomBytes(32).toString("hex");
}
