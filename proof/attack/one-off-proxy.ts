/** A reverse proxy that switches off one safeguard of the app behind it, and leaves all others as they are. */
import { once } from "node:events";
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { z } from "zod";

import { onLoopback } from "./loopback.ts";

export type Fields = Record<string, string | string[] | undefined>;
export type Passed = { method: string; path: string; headers: Fields; body: Buffer };
/** A refusal, or any other answer that was read whole. */
export type Answered = { status: number; headers: Fields; body: Buffer; code: string };

/** What the proxy itself may use to open doors. */
export type Keys = {
  memberCookie: string;
  adminCookie: string;
  /** A fresh chat token for a cookie. */
  token: (cookie: string) => Promise<string>;
};

/** Each part is a way to switch a safeguard off; all are optional. */
export type Off = {
  /** Changes a request on its way in. */
  request?: (passed: Passed, keys: Keys) => Passed | Promise<Passed>;
  /** Sends another request in place of one that was refused. */
  instead?: (passed: Passed, refused: Answered, keys: Keys) => Passed | undefined | Promise<Passed | undefined>;
  /** Changes the headers of an answer on its way out. */
  headers?: (headers: Fields, passed: Passed) => Fields;
  /** Changes the whole of an answer that is no stream. */
  answer?: (answered: Answered, passed: Passed) => Answered;
  /** Changes the whole of a stream, which then no longer comes word by word. */
  stream?: (text: string) => string;
  /** A client that has left is not told of. */
  deafToLeaving?: true;
};

export type OneOffProxy = {
  origin: string;
  /** From now on, this is off and nothing else. */ switchOff: (off: Off) => void;
  stop: () => Promise<void>;
};

const refusalSchema = z.looseObject({ code: z.string() });
const tokenSchema = z.looseObject({ token: z.string() });

export async function startOneOffProxy(
  app: string,
  cookies: Pick<Keys, "memberCookie" | "adminCookie">,
): Promise<OneOffProxy> {
  let off: Off = {};
  const target = new URL(app);
  const keys: Keys = { ...cookies, token: (cookie) => fetchToken(target, cookie) };
  const server = createServer((request, response) => {
    void pass({ request, response, target, off, keys }).catch(() => response.destroy());
  });
  return { ...(await onLoopback(server)), switchOff: (next) => void (off = next) };
}

type RoundTrip = { request: IncomingMessage; response: ServerResponse; target: URL; off: Off; keys: Keys };

async function pass({ request, response, target, off, keys }: RoundTrip): Promise<void> {
  const asked = {
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: { ...request.headers },
    body: await buffer(request),
  };
  const passed = (await off.request?.(asked, keys)) ?? asked;
  let incoming = await forward(target, passed, off.deafToLeaving ? undefined : response);
  if (off.instead && (incoming.statusCode ?? 0) >= 400) {
    const refused = await readWhole(incoming);
    const instead = await off.instead(passed, refused, keys);
    if (!instead) return send(response, change(refused, passed, off));
    incoming = await forward(target, instead, response);
  }
  const isStream = incoming.headers["content-type"]?.startsWith("text/event-stream") ?? false;
  if (isStream ? off.stream : off.answer) return send(response, change(await readWhole(incoming), passed, off));
  const { connection: _connection, ...headers } = incoming.headers;
  response.writeHead(incoming.statusCode ?? 502, withoutAbsent(off.headers?.(headers, passed) ?? headers));
  response.flushHeaders();
  incoming.pipe(response);
}

/** @param client whose leaving ends the call */
async function forward(
  target: URL,
  { method, path, headers, body }: Passed,
  client?: ServerResponse,
): Promise<IncomingMessage> {
  const { connection: _connection, "transfer-encoding": _encoding, "content-length": length, ...others } = headers;
  const sized = body.length > 0 || length !== undefined ? { "content-length": String(body.length) } : {};
  const call = ask({
    host: target.hostname,
    port: target.port,
    method,
    path,
    headers: { ...withoutAbsent(others), ...sized },
    agent: false,
  });
  client?.once("close", () => void (client.writableFinished || call.destroy()));
  // The app may drop what it refuses, before or after it has answered.
  call.on("error", () => client?.destroy());
  call.end(body);
  const [incoming] = (await once(call, "response")) as [IncomingMessage];
  incoming.on("error", () => client?.destroy());
  return incoming;
}

async function readWhole(incoming: IncomingMessage): Promise<Answered> {
  const body = await buffer(incoming);
  const {
    connection: _connection,
    "transfer-encoding": _encoding,
    "content-length": _length,
    ...headers
  } = incoming.headers;
  return { status: incoming.statusCode ?? 502, headers, body, code: codeIn(body) };
}

function change(answered: Answered, passed: Passed, off: Off): Answered {
  const streamed = off.stream && Buffer.from(off.stream(answered.body.toString()));
  const changed = streamed ? { ...answered, body: streamed } : (off.answer?.(answered, passed) ?? answered);
  return { ...changed, headers: off.headers?.(changed.headers, passed) ?? changed.headers };
}

function send(response: ServerResponse, { status, headers, body }: Answered): void {
  response.writeHead(status, { ...withoutAbsent(headers), "content-length": body.length }).end(body);
}

async function fetchToken(target: URL, cookie: string): Promise<string> {
  const answer = await fetch(new URL("/api/token", target), { method: "POST", headers: { cookie } });
  return tokenSchema.safeParse(await answer.json()).data?.token ?? "";
}

function codeIn(body: Buffer): string {
  try {
    return refusalSchema.safeParse(JSON.parse(body.toString())).data?.code ?? "";
  } catch {
    return "";
  }
}

function withoutAbsent(headers: Fields): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
  );
}
