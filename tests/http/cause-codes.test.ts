import { createServer } from "node:http";
import { runInNewContext } from "node:vm";

import { errors } from "@upstash/redis";
import { APIConnectionError, AuthenticationError } from "openai";
import { describe, expect, it } from "vitest";

import { causeCodes } from "../../lib/http/cause-codes.ts";
import { listenOnLoopback } from "../../lib/bridge/listen.ts";

const asError = (error: unknown) => (error instanceof Error ? error : undefined);

/** Where somebody listened until now. */
async function closedOrigin(): Promise<string> {
  const server = createServer();
  const origin = await listenOnLoopback(server, 0);
  server.close();
  return origin;
}

describe("what is logged of a cause", () => {
  it("is the status and the code that the provider gave", () => {
    const body = { code: "invalid_api_key", message: "Incorrect key: secret-looking-word" };
    expect(causeCodes(new AuthenticationError(401, body, undefined, new Headers()))).toBe("Error 401 invalid_api_key");
  });

  it("is the code of the system at the bottom of the chain", async () => {
    const cause = await fetch(await closedOrigin()).then(() => undefined, asError);
    expect(causeCodes(new APIConnectionError({ cause }))).toBe("Error TypeError ECONNREFUSED");
  });

  it.each([
    ["WRONGPASS", "WRONGPASS invalid or missing auth token, command was: [get, spend:user:github:7]"],
    ["OOM", "Command failed: OOM command not allowed when used memory > 'maxmemory'."],
    ["READONLY", "Command 2 [ set ] failed: READONLY You can't write against a read only replica. script: 0a"],
    ["NOPERM", "ERR The user executing the script can't run this command or subcommand script: 0a, on @user_script:1."],
    ["BUSY", "ERR the store did not answer: Error: Redis is not available: BUSY Redis is busy running a script."],
  ])("is the store's word %s, wherever the client puts it, and nothing of the rest", (word, said) => {
    expect(causeCodes(new errors.UpstashError(said))).toBe(`UpstashError ${word}`);
  });

  it("is no word of the command that failed, and none that Redis does not use", () => {
    const said = "PROMPT of somebody, command was: [set, OOM]";
    expect(causeCodes(new errors.UpstashError(said))).toBe("UpstashError");
  });

  it.each([
    ["a message", new Error("the prompt of somebody")],
    ["a code that is a sentence", Object.assign(new Error(""), { code: "the prompt of somebody" })],
    ["a status that is none", Object.assign(new Error(""), { status: "the prompt of somebody" })],
    ["a name that is a sentence", Object.assign(new Error(""), { name: "the prompt of somebody" })],
    ["something thrown that is no error", { name: "prompt", code: "prompt" }],
    ["a cause that is text", new Error("", { cause: "the prompt of somebody" })],
  ])("is never %s", (_, error) => {
    expect(causeCodes(error)).not.toContain("prompt");
  });

  it("is read from the errors of another realm as well", () => {
    const error: unknown = runInNewContext(
      'Object.assign(new TypeError("", { cause: new RangeError() }), { status: 503 })',
    );
    expect(error).not.toBeInstanceOf(Error);
    expect(causeCodes(error)).toBe("TypeError 503 RangeError");
  });

  it("ends, also where errors cause each other", () => {
    const first = new Error("one");
    first.cause = new TypeError("two", { cause: first });
    expect(causeCodes(first)).toBe("Error TypeError");
  });

  it("is whatever is left where an error's own members are of no known type", () => {
    const odd = Object.assign(new Error("odd"), { name: 7, status: "7", code: {}, cause: new TypeError("two") });
    expect(causeCodes(odd)).toBe("TypeError");
  });

  it("is empty for what is no error", () => {
    expect(causeCodes("text")).toBe("");
    expect(causeCodes(undefined)).toBe("");
  });
});
