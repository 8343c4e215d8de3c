import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { type LocalChallenge, startLocalChallenge } from "../../lib/local/challenge.ts";

let challenge: LocalChallenge;
beforeAll(async () => void (challenge = await startLocalChallenge()));
afterAll(() => challenge.close());

const post = async (path: string, fields: Record<string, string> = {}): Promise<unknown> => {
  const body = new URLSearchParams(fields);
  return (await fetch(`${challenge.origin}/turnstile/v0/${path}`, { method: "POST", body })).json();
};
const solve = async () => ((await post("solve")) as { solution: string }).solution;
const verify = (fields: Record<string, string>) => post("siteverify", { secret: challenge.secretKey, ...fields });

it("takes a solution once", async () => {
  const response = await solve();
  expect(await verify({ response })).toMatchObject({ success: true, "error-codes": [] });
  expect(await verify({ response })).toEqual({ success: false, "error-codes": ["timeout-or-duplicate"] });
});

it("takes no solution that is five minutes old", async () => {
  const response = await solve();
  vi.useFakeTimers({ now: Date.now() + 300_001, toFake: ["Date"] });
  expect(await verify({ response })).toEqual({ success: false, "error-codes": ["timeout-or-duplicate"] });
  vi.useRealTimers();
});

it.each([
  [{ secret: "" }, "missing-input-secret"],
  [{ secret: "another" }, "invalid-input-secret"],
  [{}, "missing-input-response"],
  [{ response: "made up" }, "invalid-input-response"],
])("answers %j in Cloudflare's words", async (fields, code) => {
  expect(await verify(fields as Record<string, string>)).toEqual({ success: false, "error-codes": [code] });
});

it("has a script and a frame, and nothing else", async () => {
  const get = (path: string) => fetch(`${challenge.origin}/turnstile/v0/${path}`);
  expect(await (await get("api.js?render=explicit")).text()).toContain("window.turnstile");
  expect((await get("frame?sitekey=local")).headers.get("content-type")).toContain("text/html");
  expect((await get("other")).status).toBe(404);
});
