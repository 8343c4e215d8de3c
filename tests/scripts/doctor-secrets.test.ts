import { describe, expect, it } from "vitest";

import { checkPublicVariables, checkStrength, weakness } from "../../scripts/doctor/secrets.ts";
import { readEnv } from "../../lib/env.ts";
import { randomFrom } from "../support/random.ts";

const random = randomFrom(20_261_127);
const strong = () => random.bytes(32).toString("base64");
const bad = (findings: { verdict: string; title: string }[]) =>
  findings.filter(({ verdict }) => verdict === "bad").map(({ title }) => title);

describe("weakness", () => {
  it("finds none in what the cure makes, in hexadecimal, and in a long passphrase", () => {
    for (let round = 0; round < 200; round += 1) {
      expect(weakness(strong(), 32)).toBeUndefined();
      expect(weakness(random.bytes(16).toString("hex"), 32)).toBeUndefined();
    }
    expect(weakness("Vmok7 brulg-Tanzi pfeil0 Quarzsand", 32)).toBeUndefined();
  });

  it.each([
    ["short", "k3-9fJ2.x", "is shorter than 32 characters"],
    ["a well-known default", "please-change-me-please-before-going-live", "contains a word that everybody tries"],
    ["another", "my-super-secret-key-for-this-service-2026", "contains a word that everybody tries"],
    ["repeated", "f7Kq9zXw".repeat(4), "repeats itself"],
    ["one character", "x".repeat(64), "repeats itself"],
    ["monotonous", `${"ab".repeat(20)}c`, "has too little variety to be random"],
  ])("finds it in a secret that is %s", (_, secret, why) => {
    expect(weakness(secret, 32)).toBe(why);
  });
});

describe("checkStrength", () => {
  it("says nothing bad of three good ones", () => {
    const env = { NEXTAUTH_SECRET: strong(), CRON_SECRET: strong(), ALERT_WEBHOOK_SECRET: strong() };
    expect(bad(checkStrength(readEnv(env)))).toEqual([]);
  });

  it("wants each secret to be its own", () => {
    const secret = strong();
    const found = bad(checkStrength(readEnv({ NEXTAUTH_SECRET: secret, CRON_SECRET: secret })));
    expect(found).toEqual(["CRON_SECRET is the same as another secret."]);
  });

  it.each([
    ["the admin key itself", { OPENAI_API_KEY: "local-key", OPENAI_ADMIN_KEY: "local-key" }],
    ["a key of that kind", { OPENAI_API_KEY: "sk-admin-local" }],
  ])("wants no admin key for chats: %s", (_, env) => {
    expect(bad(checkStrength(readEnv(env)))).toEqual(["OPENAI_API_KEY is an admin key."]);
  });
});

describe("checkPublicVariables", () => {
  it.each([
    ["its name says so", { NEXT_PUBLIC_OPENAI_API_KEY: "anything" }],
    ["its value looks like a key", { NEXT_PUBLIC_MODEL: "sk-local-not-a-key" }],
    ["its value looks like a token", { NEXT_PUBLIC_USER: "eyJhbGciOiJub25lIn0.e30." }],
    [
      "it repeats a secret of ours",
      { NEXT_PUBLIC_SETTING: "v=local-provider-key", OPENAI_API_KEY: "local-provider-key" },
    ],
  ])("finds a secret when %s", (_, source) => {
    const [finding, ...more] = checkPublicVariables([source]);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ verdict: "bad", title: expect.stringContaining("NEXT_PUBLIC_") as string });
    expect(JSON.stringify(finding)).not.toMatch(/anything|sk-local|eyJ|local-provider-key/);
  });

  it("looks into files as well, and at the secrets of one in the variables of another", () => {
    const sources = [{ OPENAI_API_KEY: "local-provider-key" }, { NEXT_PUBLIC_A: "local-provider-key" }];
    expect(bad(checkPublicVariables(sources))).toHaveLength(1);
  });

  it("knows the keys of further providers", () => {
    const sources = [{ PROVIDER_HOST_API_KEY: "local-host-key" }, { NEXT_PUBLIC_A: "local-host-key" }];
    expect(bad(checkPublicVariables(sources))).toHaveLength(1);
  });

  it("leaves harmless ones alone", () => {
    expect(bad(checkPublicVariables([{ NEXT_PUBLIC_TITLE: "My chat", NEXT_PUBLIC_EMPTY_SECRET: "" }]))).toEqual([]);
  });
});
