/** Upstash's REST protocol on a loopback port in front of any engine: the edge has no sockets, and so speaks only this. */
import "server-only";

import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { listenOnLoopback } from "./listen.ts";
import { BridgeError, type Command, type Encoding, type Engine, type Entry } from "./protocol.ts";
import { parseJson, toCommands, toEntry } from "./protocol.ts";
import { scriptTranslator } from "./scripts.ts";

export type Bridge = {
  url: string;
  token: string;
  /** What a POST to the path would, for callers in the same process: no HTTP, and a failure is thrown. */
  ask: (path: string, body: unknown) => Promise<object>;
  close: () => Promise<void>;
};
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
  const expected = Buffer.from(`Bearer ${token}`);
  const translate = scriptTranslator();
  const server = createServer((request, response) => {
    void answer(request, { engine, expected, translate }).then((result) => send(response, result));
  });
  // Longer than any client keeps an idle connection, so that none is closed just as a request goes out on it.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 10_000;
  const url = await listenOnLoopback(server, port);
  const ask = (path: string, body: unknown) => perform({ path, body, encoding: "utf8" }, { engine, translate });
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    engine.close();
  };
  return { url, token, ask, close };
}

type Store = { engine: Engine; translate: (command: Command) => Command };
type Question = { path: string; body: unknown; encoding: Encoding };

/** Never rejects: whatever goes wrong is an answer. */
async function answer(request: IncomingMessage, { expected, ...store }: Store & { expected: Buffer }): Promise<Answer> {
  try {
    admit(request, expected);
    const { url: path = "", headers } = request;
    const encoding = headers["upstash-encoding"] === "base64" ? "base64" : "utf8";
    const body = await perform({ path, body: parseJson(await readBody(request)), encoding }, store);
    return { status: "error" in body ? 400 : 200, body };
  } catch (error) {
    if (error instanceof BridgeError) return { status: error.status, body: { error: error.message } };
    return { status: 503, body: { error: `ERR the store did not answer: ${String(error)}` } };
  }
}

/** @returns one entry for a command, and a list for a list of them */
async function perform({ path, body, encoding }: Question, { engine, translate }: Store): Promise<Entry | Entry[]> {
  const mode = PATHS.get(path);
  if (!mode) throw unknownPath();
  const replies = await engine.run(toCommands(body, mode.many).map(translate), mode.atomic);
  const entries = replies.map((reply) => toEntry(reply, encoding));
  return mode.many ? entries : (entries[0] ?? { result: null });
}

function admit({ headers, method, url = "" }: IncomingMessage, expected: Buffer): void {
  const given = Buffer.from(headers.authorization ?? "");
  // How long the token is may be known; what is in it is compared in one time.
  const matches = given.length === expected.length && timingSafeEqual(given, expected);
  if (!matches) throw new BridgeError(401, "Unauthorized");
  if (!PATHS.has(url)) throw unknownPath();
  if (method !== "POST") throw new BridgeError(405, "ERR only POST is supported");
}

function unknownPath(): BridgeError {
  return new BridgeError(404, "ERR only /, /pipeline and /multi-exec exist here");
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

function newToken(): string {
  return randomBytes(32).toString("hex");
}
