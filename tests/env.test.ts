import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { envSchema, isLocalDemo, readEnv, storeCredentials } from "../lib/env.ts";

describe("readEnv", () => {
  it("takes an empty environment", () => {
    expect(readEnv({})).toMatchObject({
      NODE_ENV: "production",
      GUEST_ACCESS: false,
      ADMIN_EMAILS: [],
      LOCAL_DEMO: false,
    });
  });

  it("counts empty and blank as missing", () => {
    expect(readEnv({ OPENAI_API_KEY: "", NEXTAUTH_SECRET: "  ", TRUSTED_PROXY: "" })).not.toHaveProperty(
      "OPENAI_API_KEY",
    );
  });

  it("reads lists, flags and hop counts", () => {
    const env = readEnv({ ADMIN_EMAILS: " Ada@Example.com, ,bob@example.com ", GUEST_ACCESS: "1", TRUSTED_PROXY: "2" });
    expect(env).toMatchObject({
      ADMIN_EMAILS: ["ada@example.com", "bob@example.com"],
      GUEST_ACCESS: true,
      TRUSTED_PROXY: 2,
    });
  });

  it.each([
    ["NEXTAUTH_SECRET", "too-short"],
    ["OPENAI_BASE_URL", "not an address"],
    ["OPENAI_BASE_URL", "ftp://files.example"],
    ["REDIS_URL", "http://redis.example"],
    ["TRUSTED_PROXY", "everyone"],
    ["TRUSTED_PROXY", "0"],
    ["GUEST_ACCESS", "yes"],
  ])("refuses %s=%s, names it, and does not repeat its value", (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(name);
    expect(() => readEnv({ [name]: value })).not.toThrow(value);
  });
});

describe("storeCredentials", () => {
  it("takes either pair of names, and no half of one", () => {
    expect(storeCredentials(readEnv({ KV_REST_API_URL: "https://kv.example", KV_REST_API_TOKEN: "t" }))).toEqual({
      url: "https://kv.example",
      token: "t",
    });
    expect(storeCredentials(readEnv({ UPSTASH_REDIS_REST_URL: "https://kv.example" }))).toBeUndefined();
  });

  it("never mixes them: one store's token is not for another's eyes", () => {
    const half = { UPSTASH_REDIS_REST_URL: "https://upstash.example", KV_REST_API_TOKEN: "t" };
    expect(storeCredentials(readEnv(half))).toBeUndefined();
    expect(storeCredentials(readEnv({ ...half, KV_REST_API_URL: "https://kv.example" }))).toEqual({
      url: "https://kv.example",
      token: "t",
    });
  });
});

describe("isLocalDemo", () => {
  it("is on under the development server or by LOCAL_DEMO, and never on Vercel", () => {
    expect(isLocalDemo(readEnv({ NODE_ENV: "development" }))).toBe(true);
    expect(isLocalDemo(readEnv({ LOCAL_DEMO: "1" }))).toBe(true);
    expect(isLocalDemo(readEnv({}))).toBe(false);
    expect(isLocalDemo(readEnv({ LOCAL_DEMO: "1", VERCEL: "1" }))).toBe(false);
  });
});

describe(".env.example", () => {
  it("lists exactly the variables of the schema, each once, none with a value", async () => {
    const lines = (await readFile(new URL("../.env.example", import.meta.url), "utf8")).split("\n");
    const assignments = lines.filter((line) => line && !line.startsWith("#"));
    expect(assignments.map((line) => line.split("=")[0]).toSorted()).toEqual(Object.keys(envSchema.shape).toSorted());
    expect(assignments.filter((line) => !line.endsWith("="))).toEqual([]);
  });
});
