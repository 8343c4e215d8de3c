import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { enforceBodyDeadline } from "../../lib/boot/body-deadline.ts";
import { ignoreUpgrades } from "../../lib/boot/ignore-upgrades.ts";
import { stampSocketAddresses } from "../../lib/boot/socket-address.ts";
import { renameUnspeakableMethods } from "../../lib/boot/unspeakable-methods.ts";

let server: Server;
let port = 0;
let seen: IncomingHttpHeaders = {};
let method: string | undefined;
let stamp = "";

beforeAll(async () => {
  stamp = stampSocketAddresses();
  enforceBodyDeadline(150);
  renameUnspeakableMethods();
  ignoreUpgrades();
  // Like the framework: reads the headers first, and answers when the body is there.
  server = createServer((request, response) => {
    seen = request.headers;
    method = request.method;
    request.resume().on("end", () => response.end("served"));
  }).listen(0, "127.0.0.1");
  // The framework takes such lines, finds nothing to do with them, and keeps them.
  server.on("upgrade", () => {});
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => void server.close());

function begin(headers: Record<string, string>, verb = "POST") {
  const request = httpRequest({ port, host: "127.0.0.1", method: verb, headers });
  const answer = once(request, "response").then(async ([response]) => {
    const { statusCode, headers: answered } = response as { statusCode: number; headers: IncomingHttpHeaders };
    return { status: statusCode, type: answered["content-type"], body: await text(response as NodeJS.ReadableStream) };
  });
  return { request, answer };
}

describe("the socket's address", () => {
  it("replaces what a client wrote in its header", async () => {
    const { request, answer } = begin({ "x-socket-address": `${stamp} 6.6.6.6` });
    request.end();
    await answer;
    expect(seen["x-socket-address"]).toBe(`${stamp} 127.0.0.1`);
  });
});

describe("a method that no Request object can have", () => {
  it.each(["TRACE", "GET"])("%s reaches the framework under a name that it can bear", async (verb) => {
    const { request, answer } = begin({}, verb);
    request.end();
    await answer;
    expect(method).toBe(verb === "TRACE" ? "PATCH" : verb);
  });
});

describe("a line that asks for another protocol", () => {
  it("is answered as if it had not asked", async () => {
    const { request, answer } = begin({ connection: "upgrade", upgrade: "websocket" }, "GET");
    request.end();
    expect((await answer).body).toBe("served");
  });
});

describe("the body's deadline", () => {
  it("ends a request whose body does not come, as body_timeout, and logs it like any refusal", async () => {
    const log = vi.spyOn(console, "info").mockImplementation(() => {});
    const { request, answer } = begin({ "content-length": "10" });
    request.write("{");
    const { status, type, body } = await answer;
    expect([status, type]).toEqual([408, "application/problem+json"]);
    const problem = JSON.parse(body) as { requestId: string };
    expect(problem).toMatchObject({ code: "body_timeout", status: 408 });
    const line = { event: "refused", requestId: problem.requestId, code: "body_timeout" };
    expect(log.mock.calls).toEqual([[JSON.stringify(line)]]);
    log.mockRestore();
    request.destroy();
  });

  it("ends a body of undeclared length that drips", async () => {
    const { request, answer } = begin({ "transfer-encoding": "chunked" });
    const drip = setInterval(() => request.write("x"), 20);
    request.on("error", () => {});
    expect((await answer).status).toBe(408);
    clearInterval(drip);
    request.destroy();
  });

  it("leaves a body alone that came in time, and a request that has none", async () => {
    const quick = begin({ "content-length": "2" });
    quick.request.end("{}");
    expect(await quick.answer).toMatchObject({ status: 200, body: "served" });
    const empty = begin({});
    empty.request.end();
    expect((await empty.answer).status).toBe(200);
  });
});
