/** Which stand-ins start for which environment. They hold no process open, so the tests leave them to its end. */
import { Redis } from "@upstash/redis";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";

import { safeguardsJson } from "../support/config.ts";
import { startStandIns } from "../../lib/local/start.ts";

const SECRET = { NEXTAUTH_SECRET: "a secret of the test" };
const STORE = { UPSTASH_REDIS_REST_URL: "https://store.example", UPSTASH_REDIS_REST_TOKEN: "token" };
const PROVIDER = { OPENAI_API_KEY: "key" };
const SIGN_IN = { GITHUB_ID: "id", GITHUB_SECRET: "secret" };
const ALL = { ...SECRET, ...STORE, ...PROVIDER, ...SIGN_IN };

const without = (part: Record<string, string>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(ALL).filter(([name]) => !(name in part)));

describe("the stand-ins", () => {
  it("are none when everything is configured", async () => {
    expect(await startStandIns(ALL)).toEqual({ variables: {}, lines: [] });
  });

  it("fill every gap of an empty environment, and they work", async () => {
    const { variables, lines } = await startStandIns({});
    expect(Object.keys(variables).toSorted()).toEqual([
      "LOCAL_STORE_MILLISECONDS",
      "NEXTAUTH_SECRET",
      "OPENAI_API_KEY",
      "OPENAI_BASE_URL",
      "UPSTASH_REDIS_REST_TOKEN",
      "UPSTASH_REDIS_REST_URL",
    ]);
    expect(lines.map((line) => line.split(":")[0])).toEqual(["secret", "store", "provider", "sign-in"]);
    expect(variables.NEXTAUTH_SECRET?.length).toBeGreaterThanOrEqual(32);
    const redis = new Redis({
      url: variables.UPSTASH_REDIS_REST_URL ?? "",
      token: variables.UPSTASH_REDIS_REST_TOKEN ?? "",
    });
    expect(await redis.ping()).toBe("PONG");
    const client = new OpenAI({ apiKey: variables.OPENAI_API_KEY ?? "", baseURL: variables.OPENAI_BASE_URL ?? "" });
    expect((await client.models.list()).data.length).toBeGreaterThan(0);
  });

  it("say which variables replace them", async () => {
    const { lines } = await startStandIns({});
    const text = lines.join("\n");
    for (const name of [...Object.keys(ALL), "REDIS_URL"]) expect(text).toContain(name);
  });

  it("make a new secret at each start", async () => {
    const [first, second] = await Promise.all([startStandIns(without(SECRET)), startStandIns(without(SECRET))]);
    expect(first.variables.NEXTAUTH_SECRET).not.toBe(second.variables.NEXTAUTH_SECRET);
  });

  it.each([
    { KV_REST_API_URL: "https://store.example", KV_REST_API_TOKEN: "token" },
    { REDIS_URL: "redis://127.0.0.1:6379" },
  ])("leave a store alone that is configured by %o", async (store) => {
    expect((await startStandIns({ ...without(STORE), ...store })).variables).toEqual({});
  });

  it.each([
    { GOOGLE_ID: "id", GOOGLE_SECRET: "secret" },
    { OIDC_ISSUER: "https://issuer.example", OIDC_ID: "id", OIDC_SECRET: "secret" },
  ])("leave a sign-in alone that is configured by %o", async (signIn) => {
    expect((await startStandIns({ ...without(SIGN_IN), ...signIn })).lines).toEqual([]);
  });

  it("include a challenge where guests may enter, unless one is configured", async () => {
    const { variables, lines } = await startStandIns({ ...ALL, GUEST_ACCESS: "1" });
    expect(lines).toEqual([expect.stringMatching(/^guests: .*TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY/)]);
    expect(variables.TURNSTILE_VERIFY_URL).toBe(`${variables.LOCAL_CHALLENGE_ORIGIN}/turnstile/v0/siteverify`);
    const keys = { TURNSTILE_SITE_KEY: "a", TURNSTILE_SECRET_KEY: "b" };
    expect((await startStandIns({ ...ALL, GUEST_ACCESS: "1", ...keys })).lines).toEqual([]);
    expect((await startStandIns({ ...ALL, GUEST_ACCESS: "1", ALLOWED_EMAILS: "@example.com" })).lines).toEqual([]);
  });

  it("take empty and half-set variables for missing", async () => {
    const halves = {
      ...ALL,
      NEXTAUTH_SECRET: " ",
      UPSTASH_REDIS_REST_TOKEN: "",
      OPENAI_API_KEY: "",
      GITHUB_SECRET: undefined,
    };
    expect((await startStandIns(halves)).lines).toHaveLength(4);
  });

  it("take the place of each further provider that lacks its key or its address", async () => {
    const providers = { one: { api: "chat" }, two: { api: "responses" }, three: { api: "chat" } };
    const { variables, lines } = await startStandIns({
      ...ALL,
      SAFEGUARDS_JSON: safeguardsJson({ providers }),
      PROVIDER_ONE_API_KEY: "key",
      PROVIDER_THREE_API_KEY: "key",
      PROVIDER_THREE_BASE_URL: "https://three.example/v1",
    });
    expect(Object.keys(variables)).toEqual(
      ["ONE", "TWO"].flatMap((name) => [`PROVIDER_${name}_API_KEY`, `PROVIDER_${name}_BASE_URL`]),
    );
    expect(lines.join()).toContain("PROVIDER_TWO_BASE_URL");
    const { PROVIDER_ONE_API_KEY: apiKey = "", PROVIDER_ONE_BASE_URL: baseURL = "" } = variables;
    expect((await new OpenAI({ apiKey, baseURL }).models.list()).data.length).toBeGreaterThan(0);
  });

  it("change nothing in the environment they are given", async () => {
    const environment = Object.freeze({});
    await startStandIns(environment);
    expect(environment).toEqual({});
  });
});
