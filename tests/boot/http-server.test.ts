import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { guardHttpServer } from "../../lib/boot/http-server.ts";
import { listenOnLoopback } from "../../lib/bridge/listen.ts";
import { ask, type Conversation, converse, speak } from "../support/app/http.ts";

const STAMP = "local-test-stamp";
const CAP = 200_000;
const SMALL_CAP = 1_000;
const DEADLINE_MS = 400;

let server: Server;
let otherServer: Server;
let url: URL;
/** Connected before the guard was put up. */
let early: Conversation;
/** The same, with a server that nobody else has asked. */
let other: Conversation;
/** What the framework was asked, in order. */
let seen: { method?: string; path?: string; address?: unknown; body: string }[] = [];

/** Like the framework: takes the request at once, and answers when it has read the body. */
const framework: RequestListener = (request, response) => {
  if (request.url === "/stream") return stream(response);
  const { method = "", url: path = "", headers } = request;
  const entry = { method, path, address: headers["x-socket-address"], body: "" };
  seen.push(entry);
  request.on("data", (chunk: Buffer) => (entry.body += chunk.toString("latin1")));
  request.on("end", () => response.end(`served ${entry.body.length}`));
};

/** How often the stream's connection was written to. */
let writes = 0;

function stream(response: ServerResponse): void {
  const { socket } = response;
  if (!socket) throw new Error("The response has no connection");
  for (const name of ["_write", "_writev"]) {
    const write: unknown = Reflect.get(socket, name);
    Reflect.set(socket, name, (...all: unknown[]) => {
      writes += 1;
      if (typeof write === "function") Reflect.apply(write, socket, all);
    });
  }
  response.flushHeaders();
  response.write("first ");
  setTimeout(() => response.end("last"), 50);
}

async function listening(listener: RequestListener): Promise<[Server, URL]> {
  const one = createServer(listener).listen(0, "127.0.0.1");
  await once(one, "listening");
  const address = one.address();
  return [one, new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`)];
}

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  [server, url] = await listening(framework);
  // The framework takes such connections, finds nothing to do with them, and keeps them.
  server.on("upgrade", () => {});
  early = converse(url, []);
  await once(server, "connection");
  let otherUrl: URL;
  [otherServer, otherUrl] = await listening(framework);
  other = converse(otherUrl, []);
  await once(otherServer, "connection");
  guardHttpServer({
    addressStamp: STAMP,
    keepAliveMs: 61_000,
    upgrades: false,
    capsFor: ({ url: path, headers }) => ({
      maxBytes: path === "/small" || path === "/raised" ? SMALL_CAP : CAP,
      deadlineMs: DEADLINE_MS,
      raised:
        path === "/raised"
          ? { most: CAP, allowed: async () => (await sleep(20), Number(headers["x-allowed"])) }
          : undefined,
    }),
  });
});
afterEach(() => {
  seen = [];
  vi.mocked(console.info).mockClear();
});
afterAll(() => {
  for (const one of [server, otherServer]) {
    one.closeAllConnections();
    one.close();
  }
});

const head = (length: string, { path = "/", method = "POST", more = "" } = {}) =>
  `${method} ${path} HTTP/1.1\r\nHost: chat.example.com\r\n${length}\r\n${more}\r\n`;
const declared = (bytes: number) => `Content-Length: ${bytes}`;
/** An address whose bound is the small one, until it is known that its sender may send so many bytes. */
const RAISED = (allowed: number) => ({ path: "/raised", more: `X-Allowed: ${allowed}\r\n` });
const CHUNKED = "Transfer-Encoding: chunked";
const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`;
const code = ({ body }: { body: string }) => (JSON.parse(body) as { code: string }).code;
const logged = () => vi.mocked(console.info).mock.calls.map(([line]) => JSON.parse(String(line)) as object);

it("guards a connection that was there before it", async () => {
  early.send(head(declared(CAP + 1)));
  expect(await early.until((received) => received.includes(" 413 "), 1_000)).toBe(true);
  expect(seen).toEqual([]);
});

it("says at such a connection's first answer how long the connection is kept", async () => {
  other.send(head(declared(0)));
  expect(await other.until((received) => received.includes("Keep-Alive: timeout=61\r\n"), 1_000)).toBe(true);
});

it("writes the socket's address over what a client wrote in its header", async () => {
  await ask(url, "/", { headers: { "x-socket-address": `${STAMP} 6.6.6.6` } });
  expect(seen[0]?.address).toBe(`${STAMP} 127.0.0.1`);
});

it.each([
  ["TRACE", "PATCH"],
  ["GET", "GET"],
])("passes the method %s on as %s", async (method, passed) => {
  await ask(url, "/", { method });
  expect(seen[0]?.method).toBe(passed);
});

it.each([
  ["*", "/api/*"],
  ["http://[", "/api/*"],
  ["ftp://127.0.0.1/x", "/api/*"],
  ["http://chat.example/api/usage?a=b", "/api/usage?a=b"],
  ["/api/usage?a=*", "/api/usage?a=*"],
  ["//twice", "//twice"],
])("passes the request target %s on as %s", async (target, passed) => {
  await speak(url, [head(declared(0), { path: target, method: "OPTIONS" })], { method: "OPTIONS" });
  expect(seen[0]?.path).toBe(passed);
});

it("sends the head of a stream with its first piece, and every further piece at once", async () => {
  expect(await ask(url, "/stream")).toMatchObject({ status: 200, body: "first last" });
  expect(writes).toBe(2);
});

it("answers a request for another protocol as if it had not asked, be it the first to its server", async () => {
  const [fresh, freshUrl] = await listening(framework);
  fresh.on("upgrade", () => {});
  const answer = await ask(freshUrl, "/", { headers: { connection: "upgrade", upgrade: "websocket" } });
  expect(answer.body).toBe("served 0");
  fresh.closeAllConnections();
  fresh.close();
});

it("keeps idle connections for as long as it is told, and says so", async () => {
  const answer = await speak(url, [head(declared(0))], { method: "POST" });
  expect(answer.headers.get("keep-alive")).toEqual(["timeout=61"]);
});

it("leaves the process's own internal servers alone", async () => {
  const internal = createServer(framework);
  const own = new URL(await listenOnLoopback(internal, 0));
  const answer = await ask(own, "/", { method: "POST", body: "x".repeat(CAP + 1) });
  expect([answer.status, seen[0]?.address]).toEqual([200, undefined]);
  internal.close();
});

describe("a body within its bounds", () => {
  const whole: [string, (string | number)[], number][] = [
    ["none", [head(declared(0))], 0],
    ["in one piece", [head(declared(5)) + "hello"], 5],
    ["in two pieces", [head(declared(5)), 50, "he", 50, "llo"], 5],
    ["in chunks", [head(CHUNKED), chunk(2), 50, chunk(3), "0\r\n\r\n"], 5],
    ["in chunks with a trailer", [head(CHUNKED), chunk(5), "0\r\nX-End: 1\r\n\r\n"], 5],
    ["of exactly the bound", [head(declared(CAP)), "x".repeat(CAP)], CAP],
    ["of exactly the bound, in chunks", [head(CHUNKED), chunk(CAP / 2), 20, chunk(CAP / 2), "0\r\n\r\n"], CAP],
    ["small, from somebody unknown", [head(declared(5), RAISED(NaN)) + "hello"], 5],
    ["of somebody who may send more", [head(declared(CAP), RAISED(CAP)), "x".repeat(CAP)], CAP],
    [
      "of somebody who may send more, in chunks",
      [head(CHUNKED, RAISED(CAP)), chunk(CAP / 2), 40, chunk(CAP / 2), "0\r\n\r\n"],
      CAP,
    ],
    ["sent before its sender is known", [head(declared(2_000), RAISED(2_000)) + "x".repeat(2_000)], 2_000],
    ["of a GET", [head(declared(5), { method: "GET" }) + "hello"], 5],
    ["of an HTTP/1.0 client", [head(declared(5)).replace("1.1", "1.0") + "hello"], 5],
  ];
  it.each(whole)("reaches the framework whole: %s", async (_, pieces, bytes) => {
    const answer = await speak(url, pieces, { method: "POST" });
    expect([answer.status, answer.body, seen.length]).toEqual([200, `served ${bytes}`, 1]);
  });

  it("is asked for with 100 Continue where the client waits for that", async () => {
    const line = converse(url, [head(declared(5), { more: "Expect: 100-continue\r\n" })]);
    await line.until((received) => received.includes("100 Continue"), 1_000);
    expect(line.received()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    line.send("hello");
    expect(await line.until((received) => received.endsWith("served 5"), 1_000)).toBe(true);
    line.leave();
  });

  it("keeps its place among pipelined requests", async () => {
    const line = converse(url, [
      head(declared(3)) + "one" + head(CHUNKED) + chunk(4) + "0\r\n\r\n" + head(declared(0)),
    ]);
    await line.until((received) => received.includes("served 0"), 1_000);
    expect(line.received().match(/served \d/g)).toEqual(["served 3", "served 4", "served 0"]);
    line.leave();
  });
});

describe("a body that breaks a bound never reaches the framework, and is refused with", () => {
  const refused: [string, string, (string | number)[]][] = [
    ["body_too_large", "declared, and nothing sent", [head(declared(CAP + 1))]],
    ["body_too_large", "declared, and sent", [head(declared(9_000_000)), "x".repeat(9_000_000)]],
    ["body_too_large", "declared by a GET", [head(declared(CAP + 1), { method: "GET" })]],
    ["body_too_large", "declared by an HTTP/1.0 client", [head(declared(CAP + 1)).replace("1.1", "1.0")]],
    ["body_too_large", "declared, over its address's own bound", [head(declared(SMALL_CAP + 1), { path: "/small" })]],
    ["body_too_large", "declared, over what anybody may raise its bound to", [head(declared(CAP + 1), RAISED(CAP))]],
    ["body_too_large", "declared, over what its sender may raise it to", [head(declared(2_001), RAISED(2_000))]],
    ["body_too_large", "declared by somebody unknown", [head(declared(SMALL_CAP + 1), RAISED(NaN))]],
    ["body_too_large", "in chunks from somebody unknown", [head(CHUNKED, RAISED(NaN)), chunk(SMALL_CAP), 40, chunk(1)]],
    [
      "body_too_large",
      "in chunks, over what its sender may raise it to",
      [head(CHUNKED, RAISED(2_000)), chunk(1_500), 40, chunk(501)],
    ],
    ["body_too_large", "whole before its sender is known", [head(CHUNKED, RAISED(2_000)), chunk(2_001), "0\r\n\r\n"]],
    ["body_timeout", "in chunks from somebody known, never ended", [head(CHUNKED, RAISED(CAP)), chunk(1_500)]],
    ["body_too_large", "one byte too many, in chunks", [head(CHUNKED), chunk(CAP), 20, chunk(1)]],
    ["body_too_large", "chunks without end", [head(CHUNKED), ...Array<string>(200).fill(chunk(64_000))]],
    ["body_timeout", "which does not begin", [head(declared(10))]],
    ["body_timeout", "which stops half-way", [head(declared(10)), "{"]],
    ["body_timeout", "which drips", [head(CHUNKED), ...Array.from({ length: 40 }, () => [30, chunk(1)]).flat()]],
  ];
  it.each(refused)("%s: %s", async (expected, _, pieces) => {
    const began = performance.now();
    const answer = await speak(url, pieces, { method: "POST" });
    expect([answer.status, code(answer)]).toEqual([expected === "body_timeout" ? 408 : 413, expected]);
    expect(answer.headers.get("content-type")).toEqual(["application/problem+json"]);
    expect(answer.headers.get("connection")).toEqual(["close"]);
    expect(answer.ended).toBe("whole");
    expect(performance.now() - began).toBeLessThan(DEADLINE_MS + 2_000);
    expect(seen).toEqual([]);
    const { requestId } = JSON.parse(answer.body) as { requestId: string };
    expect(logged()).toEqual([{ event: "refused", requestId, code: expected }]);
  });

  it("a declared excess is answered at once, without 100 Continue, before the body is sent", async () => {
    const line = converse(url, [head(declared(CAP + 1), { more: "Expect: 100-continue\r\n" })]);
    const began = performance.now();
    await line.until((received) => received.includes("body_too_large"), 5_000);
    expect(performance.now() - began).toBeLessThan(DEADLINE_MS / 2);
    expect(line.received()).toMatch(/^HTTP\/1\.1 413 /);
    line.leave();
  });

  it("and closes the connection, also under a client that goes on sending", async () => {
    const more = Array.from({ length: 400 }, () => [10, chunk(10_000)]).flat();
    const line = converse(url, [head(CHUNKED), chunk(CAP + 1), ...more]);
    expect(await line.until((received) => received.includes(" 413 "), 2_000)).toBe(true);
    await line.until(() => false, 3_000);
    expect(line.isOver()).toBe(true);
  });

  it("and takes the pipelined requests behind it along", async () => {
    const answer = await speak(url, [head(declared(CAP + 1)) + head(declared(0))], { method: "POST", toTheEnd: true });
    expect(answer.raw.match(/HTTP\/1\.1 \d{3}/g)).toEqual(["HTTP/1.1 413"]);
    expect(seen).toEqual([]);
  });
});

it("forgets a body whose client leaves", async () => {
  const line = converse(url, [head(declared(10)) + "{"]);
  await sleep(50);
  line.leave();
  await sleep(DEADLINE_MS + 100);
  expect([seen, logged()]).toEqual([[], []]);
});

it("keeps no more of sixty endless bodies than their bounds", async () => {
  const requests: IncomingMessage[] = [];
  server.on("request", (request: IncomingMessage) => requests.push(request));
  const pieces = [head(CHUNKED), ...Array<string>(140).fill(chunk(64_000))];
  const answers = await Promise.all(Array.from({ length: 60 }, () => speak(url, pieces, { method: "POST" })));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 413));
  expect(Math.max(...requests.map(({ readableLength }) => readableLength))).toBeLessThanOrEqual(CAP);
});
