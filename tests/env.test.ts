import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { envSchema } from "../lib/env-schema.ts";
import { isLocalDemo, readEnv, storeCredentials } from "../lib/env.ts";

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

  it.each(["https://chat.example.com", "https://chat.example.com/", "http://127.0.0.1:3000"])(
    "takes %s for an address of its own",
    (NEXTAUTH_URL) => {
      expect(readEnv({ NEXTAUTH_URL })).toMatchObject({ NEXTAUTH_URL });
    },
  );

  it("folds the case of ASCII letters alone, so that no look-alike enters a list", () => {
    expect(readEnv({ ADMIN_EMAILS: "\u212Aate@example.com,KATE@example.com" }).ADMIN_EMAILS).toEqual([
      "\u212Aate@example.com",
      "kate@example.com",
    ]);
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
    ["NEXTAUTH_URL", "https://chat.example.com/base"],
    ["NEXTAUTH_URL", "https://chat.example.com/api/auth"],
    ["NEXTAUTH_URL", "https://chat.example.com?a=b"],
    ["NEXTAUTH_URL", "https://chat.example.com/#top"],
    ["NEXTAUTH_URL", "https://somebody@chat.example.com"],
    ["NEXTAUTH_URL", "https://chat.example.com\\base"],
    ["NEXTAUTH_URL", "chat.example.com"],
    ["OPENAI_BASE_URL", "not an address"],
    ["OPENAI_BASE_URL", "ftp://files.example"],
    ["OPENAI_API", "completions"],
    ["REDIS_URL", "http://redis.example"],
    ["TRUSTED_PROXY", "everyone"],
    ["TRUSTED_PROXY", "0"],
    ["GUEST_ACCESS", "yes"],
  ])("refuses %s=%s, names it, and does not repeat its value", (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(name);
    expect(() => readEnv({ [name]: value })).not.toThrow(value);
  });
});

describe("a variable that is sent as a header", () => {
  const NAMES = [
    "OPENAI_API_KEY",
    "OPENAI_ADMIN_KEY",
    "UPSTASH_REDIS_REST_TOKEN",
    "KV_REST_API_TOKEN",
    "GITHUB_ID",
    "GITHUB_SECRET",
    "GOOGLE_ID",
    "GOOGLE_SECRET",
    "OIDC_ID",
    "OIDC_SECRET",
    "CRON_SECRET",
    "OTEL_EXPORTER_OTLP_HEADERS",
  ];

  it.each(NAMES)("refuses %s with a character that no header can carry, and says which and where", (name) => {
    expect(() => readEnv({ [name]: "word\u200Bword" })).toThrow(/U\+200B, character 5\)[^]*at [A-Z_]+$/);
    expect(() => readEnv({ [name]: "word\u200Bword" })).toThrow(name);
  });

  it.each(["two\nlines", "two\r\nlines", "tab\tbed", "nul\0", "kéy", "k\u0435y", "😀", "\u2013dash", "no\u00A0break"])(
    "refuses %j, and does not repeat it",
    (value) => {
      expect(() => readEnv({ OPENAI_API_KEY: value })).toThrow("OPENAI_API_KEY");
      expect(() => readEnv({ OPENAI_API_KEY: value })).not.toThrow(value);
    },
  );

  it("cuts what surrounds a key, and takes every visible character of ASCII", () => {
    const visible = Array.from({ length: 94 }, (_, at) => String.fromCodePoint(at + 33)).join("");
    expect(readEnv({ OPENAI_API_KEY: ` ${visible}\r\n` }).OPENAI_API_KEY).toBe(visible);
    expect(() => new Headers({ authorization: `Bearer ${visible}` })).not.toThrow();
  });
});

describe("the variables of further providers", () => {
  it("are read by their names, in the configuration's letters", () => {
    const variables = { PROVIDER_MY_HOST_API_KEY: " key ", PROVIDER_MY_HOST_BASE_URL: "https://host.example/v1" };
    expect(readEnv(variables).providers).toEqual({ my_host: { apiKey: "key", baseUrl: "https://host.example/v1" } });
    expect(readEnv({ PROVIDER_A_API_KEY: " ", PROVIDER_B_OTHER: "x" }).providers).toEqual({});
  });

  it.each([
    ["PROVIDER_HOST_API_KEY", "word\u200Bword"],
    ["PROVIDER_HOST_BASE_URL", "not an address"],
    ["PROVIDER_HOST_BASE_URL", "ftp://files.example"],
  ])("refuse %s=%s beside whatever else is wrong, and do not repeat it", (name, value) => {
    const wrong = () => readEnv({ [name]: value, GUEST_ACCESS: "yes" });
    expect(wrong).toThrow(name);
    expect(wrong).toThrow("GUEST_ACCESS");
    expect(wrong).not.toThrow(value);
  });
});

describe("REDIS_URL", () => {
  const CLUSTER = { REDIS_CLUSTER: "1" };

  it("names one server, whose password may hold a comma", () => {
    expect(readEnv({ REDIS_URL: "redis://:a,b@redis.example:6379/3" })).toMatchObject({
      REDIS_URL: ["redis://:a,b@redis.example:6379/3"],
      REDIS_CLUSTER: false,
    });
  });

  it("names one or several nodes of a cluster", () => {
    expect(readEnv({ ...CLUSTER, REDIS_URL: "rediss://one.example:6379" }).REDIS_URL).toHaveLength(1);
    expect(
      readEnv({ ...CLUSTER, REDIS_URL: "redis://u:p@one.example:6379, redis://u:p@two.example:6379/0" }),
    ).toMatchObject({
      REDIS_CLUSTER: true,
      REDIS_URL: ["redis://u:p@one.example:6379", "redis://u:p@two.example:6379/0"],
    });
  });

  it.each([
    [
      "several nodes without REDIS_CLUSTER=1",
      { REDIS_URL: "redis://:word@one,redis://:word@two" },
      "set REDIS_CLUSTER=1",
    ],
    ["a cluster without a node", CLUSTER, "must name a node"],
    ["a database of a cluster", { ...CLUSTER, REDIS_URL: "redis://:word@one/3" }, "no database"],
    [
      "two passwords",
      { ...CLUSTER, REDIS_URL: "redis://:word@one,redis://:other@two" },
      "one scheme, user and password",
    ],
    ["two schemes", { ...CLUSTER, REDIS_URL: "redis://:word@one,rediss://:word@two" }, "one scheme, user and password"],
    ["a node that is no address", { ...CLUSTER, REDIS_URL: "redis://:word@one,redis://" }, "REDIS_URL"],
  ])("refuses %s, and does not repeat a password", (_, source, words) => {
    expect(() => readEnv(source)).toThrow(words);
    expect(() => readEnv(source)).toThrow("REDIS_URL");
    expect(() => readEnv(source)).not.toThrow("word@");
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
