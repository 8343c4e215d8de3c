import { describe, expect, it } from "vitest";

import { missingParts } from "../../lib/boot/requirements.ts";
import { readEnv } from "../../lib/env.ts";
import { config, safeguardsJson } from "../support/config.ts";
import { TEST_SECRET } from "../support/words.ts";

const complete = {
  NEXTAUTH_SECRET: TEST_SECRET,
  NEXTAUTH_URL: "https://chat.example.com",
  OPENAI_API_KEY: "local-key",
  REDIS_URL: "redis://127.0.0.1:6379",
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1:8079",
  UPSTASH_REDIS_REST_TOKEN: "local-token",
  GITHUB_ID: "id",
  GITHUB_SECRET: "local",
};

const missing = (source: Record<string, string>) =>
  missingParts(readEnv(source)).map(({ variables }) => variables.split(" ")[0]);

describe("a production start", () => {
  it("misses nothing when all is there", () => {
    expect(missing(complete)).toEqual([]);
  });

  it("names all that is missing at once, each with a cure", () => {
    expect(missing({})).toEqual([
      "NEXTAUTH_SECRET",
      "NEXTAUTH_URL",
      "OPENAI_API_KEY",
      "UPSTASH_REDIS_REST_URL",
      "GITHUB_ID",
    ]);
    expect(missingParts(readEnv({})).every(({ cure }) => cure.length > 20)).toBe(true);
  });

  it.each(["NEXTAUTH_SECRET", "NEXTAUTH_URL", "OPENAI_API_KEY", "UPSTASH_REDIS_REST_TOKEN", "GITHUB_SECRET"])(
    "misses an empty %s",
    (name) => {
      expect(missing({ ...complete, [name]: "" })).toHaveLength(1);
    },
  );

  it("knows its address without NEXTAUTH_URL on Vercel, and follows the address bar in the local demo", () => {
    expect(missing({ ...complete, NEXTAUTH_URL: "", VERCEL: "1" })).toEqual([]);
    expect(missing({ ...complete, NEXTAUTH_URL: "", LOCAL_DEMO: "1" })).toEqual([]);
    expect(missing({ ...complete, NEXTAUTH_URL: "", LOCAL_DEMO: "1", VERCEL: "1" })).toEqual([]);
  });

  describe("with further providers", () => {
    const hosts = { host: { api: "chat" }, other: { api: "responses" } };
    const configured = (patch: object) => ({
      ...complete,
      SAFEGUARDS_JSON: safeguardsJson({ providers: hosts, ...patch }),
    });
    const [key, address] = [{ PROVIDER_OTHER_API_KEY: "k" }, { PROVIDER_OTHER_BASE_URL: "http://127.0.0.1:9/v1" }];

    it("misses the key and the address of each", () => {
      expect(missingParts(readEnv({ ...configured({}), ...key })).map(({ variables }) => variables)).toEqual([
        "PROVIDER_HOST_API_KEY and PROVIDER_HOST_BASE_URL",
        "PROVIDER_OTHER_BASE_URL",
      ]);
    });

    it("misses no key of the built-in one when no model is called there", () => {
      const models = Object.fromEntries(Object.keys(config.models).map((id) => [id, { provider: "other" }]));
      const all = { ...configured({ models, providers: { other: { api: "responses" } } }), ...key, ...address };
      expect(missing({ ...all, OPENAI_API_KEY: "" })).toEqual([]);
    });
  });

  it("takes guests for a way in", () => {
    expect(missing({ ...complete, GITHUB_ID: "", GUEST_ACCESS: "1" })).toEqual([]);
  });

  it("takes them for none where a list of addresses shuts them out", () => {
    const list = { ALLOWED_EMAILS: "@example.com" };
    expect(missing({ ...complete, GITHUB_ID: "", GITHUB_SECRET: "", GUEST_ACCESS: "1", ...list })).toHaveLength(1);
  });
});
