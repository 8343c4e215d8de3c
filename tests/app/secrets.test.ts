/** The provider key and what people wrote stay inside: no file, page, header, refusal or log line shows them. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { chat, chatBody, type Visitor } from "../support/client.ts";
import { ROOT } from "../support/app/build.ts";
import { CANARY, TEST_SECRET } from "../support/words.ts";

const PROMPT = "a-prompt-that-nobody-else-should-read";

let app: App;
let one: Visitor;

beforeAll(async () => {
  app = await startApp({ safeguards: { limits: { stallSeconds: 1 } } });
  one = await app.visitor();
});
afterAll(() => app.stop());

function expectClean(place: string, text: string): void {
  for (const secret of [CANARY, TEST_SECRET, PROMPT])
    expect(text.includes(secret), `${place} shows ${secret}`).toBe(false);
}

async function everythingIn(response: Response): Promise<string> {
  return JSON.stringify([...response.headers]) + (await response.text());
}

it("are in no file that a browser can load", () => {
  const files = globSync(".next/static/**/*.*", { cwd: ROOT });
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expectClean(file, readFileSync(join(ROOT, file), "utf8"));
  expect(files.filter((file) => file.endsWith(".map"))).toEqual([]);
});

it.each([
  "/",
  "/sign-in",
  "/nowhere",
  "/api/health",
  "/api/usage",
  "/api/nowhere",
  "/api/auth/providers",
  "/api/auth/session",
])("are not in the answer of %s, signed in or not", async (path) => {
  expectClean(path, await everythingIn(await fetch(app.origin + path)));
  expectClean(path, await everythingIn(await fetch(app.origin + path, { headers: { cookie: one.cookie } })));
});

describe("are in no refusal", () => {
  it.each([
    { kind: "fail", status: 429, code: "rate_limit_exceeded" },
    { kind: "fail", status: 500, code: "server_error" },
    { kind: "failed", afterWords: 1, code: "server_error" },
    { kind: "garble", afterWords: 1 },
    { kind: "break", afterWords: 1 },
    { kind: "stall", afterWords: 0 },
    // The last one: a provider that refuses the key is not asked again for a while.
    { kind: "fail", status: 401, code: "invalid_api_key" },
  ] as const)("when the provider does %o", async (behaviour) => {
    app.provider.behave(behaviour);
    expectClean(behaviour.kind, await everythingIn(await chat(one, { body: chatBody(PROMPT) })));
  });

  it("when the provider is left alone after that", async () => {
    expectClean("the breaker", await everythingIn(await chat(one, { body: chatBody(PROMPT) })));
  });

  it("when the body is wrong", async () => {
    for (const body of [
      `{"id":"${PROMPT}`,
      { ...chatBody(PROMPT), [PROMPT]: PROMPT },
      { messages: [{ role: PROMPT }] },
    ])
      expectClean("a wrong body", await everythingIn(await chat(one, { body })));
  });
});

it("are in no line that the server has printed", () => {
  expect(app.instance.output()).not.toBe("");
  expectClean("the log", app.instance.output());
});
