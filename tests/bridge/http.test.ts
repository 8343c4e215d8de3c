/** The bridge as a plain HTTP server: who may speak to it, what it takes, and how it refuses. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Bridge, startBridge } from "../../lib/bridge/bridge.ts";
import type { Command } from "../../lib/bridge/protocol.ts";

type Call = { path?: string; method?: string; authorization?: string; body?: string; headers?: Record<string, string> };

let bridge: Bridge;
let received: { commands: Command[]; atomic: boolean }[] = [];
let run: () => Promise<unknown[]> = () => Promise.resolve(["reply"]);

beforeAll(async () => {
  const engine = {
    run: (commands: Command[], atomic: boolean) => {
      received.push({ commands, atomic });
      return run();
    },
    close: () => undefined,
  };
  bridge = await startBridge({ engine });
});
afterAll(() => bridge.close());

async function call({ path = "/", method = "POST", body = '["PING"]', headers = {}, ...rest }: Call = {}) {
  received = [];
  const authorization = rest.authorization ?? `Bearer ${bridge.token}`;
  const init = { method, headers: { authorization, ...headers }, ...(method === "GET" ? {} : { body }) };
  const response = await fetch(`${bridge.url}${path}`, init);
  const answer: unknown = await response.json();
  return { status: response.status, type: response.headers.get("content-type"), answer };
}

describe("admission", () => {
  it("listens on the loopback address with a token of 256 random bits", () => {
    expect(bridge.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(bridge.token).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(["", "Bearer", "Bearer wrong", "Basic x"])("refuses the authorization %j", async (authorization) => {
    expect(await call({ authorization })).toMatchObject({ status: 401, answer: { error: "Unauthorized" } });
    expect(received).toEqual([]);
  });

  it("takes the token in its exact form only", async () => {
    expect(await call({ authorization: bridge.token })).toMatchObject({ status: 401 });
    expect(await call({ authorization: `Bearer ${bridge.token}0` })).toMatchObject({ status: 401 });
    expect(await call({ authorization: `Bearer ${bridge.token.toUpperCase()}` })).toMatchObject({ status: 401 });
  });

  it("asks for the token before it says what exists", async () => {
    expect(await call({ path: "/nothing", authorization: "" })).toMatchObject({ status: 401 });
  });

  it("refuses other paths and methods", async () => {
    expect(await call({ path: "/set/key/value" })).toMatchObject({ status: 404, type: "application/json" });
    expect(await call({ method: "GET" })).toMatchObject({ status: 405, type: "application/json" });
  });

  it("uses the port and token that it is given", async () => {
    const engine = { run: () => Promise.resolve(["reply"]), close: () => undefined };
    const first = await startBridge({ engine, token: "chosen" });
    const port = Number(new URL(first.url).port);
    await first.close();
    const second = await startBridge({ engine, port, token: "chosen" });
    expect(second).toMatchObject({ url: first.url, token: "chosen" });
    await expect(startBridge({ engine, port })).rejects.toThrow("EADDRINUSE");
    await second.close();
  });
});

describe("bodies", () => {
  it.each(["", "{", '"PING"', "{}", "[]", '[""]', '[["PING"]]', '["SET", "key", {}]', '["SET", null]'])(
    "refuses %s as a command",
    async (body) => {
      const { status, answer } = await call({ body });
      expect(status).toBe(400);
      expect(answer).toEqual({ error: expect.stringMatching(/^ERR /) as string });
      expect(received).toEqual([]);
    },
  );

  it.each(["[]", '["PING"]', "[[]]", '[["PING"], 1]'])("refuses %s as a pipeline", async (body) => {
    expect(await call({ path: "/pipeline", body })).toMatchObject({ status: 400 });
  });

  it.each(["SUBSCRIBE", "multi", "Select", "QUIT", "blpop", "CLIENT"])(
    "refuses %s, which would change the shared connection",
    async (name) => {
      expect(await call({ body: JSON.stringify([name, "x"]) })).toMatchObject({ status: 400 });
      expect(await call({ path: "/pipeline", body: JSON.stringify([["PING"], [name]]) })).toMatchObject({
        status: 400,
      });
      expect(received).toEqual([]);
    },
  );

  it("refuses a body of more than one mebibyte, and goes on", async () => {
    const body = JSON.stringify(["SET", "key", "x".repeat(1024 * 1024)]);
    expect(await call({ body })).toMatchObject({ status: 413 });
    expect(received).toEqual([]);
    expect(await call()).toMatchObject({ status: 200 });
  });

  it("takes a body just below that", async () => {
    expect(await call({ body: JSON.stringify(["SET", "key", "x".repeat(1024 * 1024 - 100)]) })).toMatchObject({
      status: 200,
    });
  });

  it("hands words on as text", async () => {
    await call({ body: '["set", "key", 12, true, 1.5]' });
    expect(received).toEqual([{ commands: [["SET", "key", "12", "true", "1.5"]], atomic: false }]);
  });

  it("hands a pipeline and a transaction on in one go", async () => {
    await call({ path: "/pipeline", body: '[["A"], ["B"]]' });
    expect(received).toEqual([{ commands: [["A"], ["B"]], atomic: false }]);
    await call({ path: "/multi-exec", body: '[["A"], ["B"]]' });
    expect(received).toEqual([{ commands: [["A"], ["B"]], atomic: true }]);
  });
});

describe("replies", () => {
  const base64 = { "upstash-encoding": "base64" };

  it.each([
    ["text", "dGV4dA=="],
    [Buffer.from([0xff, 0x00]), "/wA="],
    [7, 7],
    [null, null],
    [undefined, null],
    ["OK", "OK"],
    [
      ["OK", 7, ["x", null]],
      ["T0s=", 7, ["eA==", null]],
    ],
  ])("encodes %j as %j", async (reply, result) => {
    run = () => Promise.resolve([reply]);
    expect(await call({ headers: base64 })).toMatchObject({ status: 200, answer: { result } });
  });

  it("leaves text as it is when nobody asked for base64", async () => {
    run = () => Promise.resolve([["OK", "T0s=", "ü"]]);
    expect(await call()).toMatchObject({ answer: { result: ["OK", "T0s=", "ü"] } });
    run = () => Promise.resolve(["T0s="]);
    expect(await call()).toMatchObject({ answer: { result: "T0s=" } });
  });

  it("answers 400 with the store's error for one command, and 200 with entries for many", async () => {
    run = () => Promise.resolve([new Error("ERR no")]);
    expect(await call()).toMatchObject({ status: 400, answer: { error: "ERR no" } });
    run = () => Promise.resolve([new Error("ERR no"), 1]);
    const many = await call({ path: "/pipeline", body: '[["A"], ["B"]]' });
    expect(many).toMatchObject({ status: 200, answer: [{ error: "ERR no" }, { result: 1 }] });
  });

  it("answers 503 when the engine fails, and goes on", async () => {
    run = () => Promise.reject(new Error("Connection is closed."));
    expect(await call()).toMatchObject({
      status: 503,
      answer: { error: expect.stringContaining("Connection is closed.") as string },
    });
    run = () => Promise.resolve(["reply"]);
    expect(await call()).toMatchObject({ status: 200 });
  });
});
