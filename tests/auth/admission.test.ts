import { beforeEach, describe, expect, it } from "vitest";

import { readEnv } from "../../lib/env.ts";
import { freshEnvironment } from "../support/fresh.ts";

const LISTS = { ALLOWED_EMAILS: "Ada@Partner.example, @example.com", ADMIN_EMAILS: "boss@elsewhere.example" };

async function comesIn(claims: { email?: string | null; guest?: boolean }): Promise<boolean> {
  const { mayComeIn } = await import("../../lib/auth/admission.ts");
  return mayComeIn(claims);
}

describe("with a list of addresses", () => {
  beforeEach(() => freshEnvironment(LISTS));

  it.each(["ada@partner.example", "ADA@partner.EXAMPLE", "anyone@example.com", "any+one@EXAMPLE.com"])(
    "lets in %s",
    async (email) => expect(await comesIn({ email })).toBe(true),
  );

  it("lets in an admin, who need not be named twice", async () => {
    expect(await comesIn({ email: "Boss@elsewhere.example" })).toBe(true);
  });

  it.each([
    null,
    "",
    "@example.com",
    "example.com",
    "bob@partner.example",
    "a@evil-example.com",
    "a@sub.example.com",
    "a@example.com.evil.example",
    "a@example.com.",
    "a@evil.example@example.com",
    "a@example.com@evil.example",
    "a@example.com\u0000",
    "a@example.com ",
    "ada@partner.example,x@evil.example",
    "\u212Aate@partner.example",
    "a@e\u0445ample.com",
  ])("keeps out %j", async (email) => expect(await comesIn({ email })).toBe(false));

  it("keeps out guests, also one that brings an address", async () => {
    expect(await comesIn({ guest: true })).toBe(false);
    expect(await comesIn({ guest: true, email: "anyone@example.com" })).toBe(false);
  });

  it("compares the letters of ASCII alone, so that no look-alike comes in", async () => {
    freshEnvironment({ ALLOWED_EMAILS: "kate@partner.example" });
    expect(await comesIn({ email: "\u212Aate@partner.example" })).toBe(false);
  });
});

describe("without a list", () => {
  beforeEach(() => freshEnvironment({ ALLOWED_EMAILS: " , " }));

  it.each([{ email: null }, { guest: true }, { email: "anyone@anywhere.example" }])("lets in %j", async (claims) =>
    expect(await comesIn(claims)).toBe(true),
  );
});

describe("an entry that can match nobody stops the start:", () => {
  it.each(["example.com", "*@example.com extra", "a@b@c", "a@"])("%s", (entry) => {
    expect(() => readEnv({ ALLOWED_EMAILS: `ada@example.com,${entry}` })).toThrow("ALLOWED_EMAILS");
  });
});
