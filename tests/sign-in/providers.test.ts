import { beforeEach, describe, expect, it } from "vitest";

import { freshEnvironment } from "../support/fresh.ts";

async function offered(variables: Record<string, string>): Promise<string[]> {
  freshEnvironment(variables);
  const { signInOptions } = await import("../../lib/sign-in/sign-in-options.ts");
  return signInOptions().map(({ id, kind }) => `${id} ${kind}`);
}

beforeEach(() => freshEnvironment());

describe("the sign-in page offers", () => {
  it.each<[string, Record<string, string>, string[]]>([
    ["nothing when nothing is set", {}, []],
    ["GitHub by its pair of variables", { GITHUB_ID: "id", GITHUB_SECRET: "local" }, ["github oauth"]],
    ["nothing for half a pair", { GITHUB_ID: "id" }, []],
    ["Google by its pair", { GOOGLE_ID: "id", GOOGLE_SECRET: "local" }, ["google oauth"]],
    [
      "any issuer by its three",
      { OIDC_ISSUER: "https://issuer.example", OIDC_ID: "id", OIDC_SECRET: "local" },
      ["oidc oauth"],
    ],
    ["guests by their switch", { GUEST_ACCESS: "1" }, ["guest guest"]],
    ["no guests beside a list of addresses", { GUEST_ACCESS: "1", ALLOWED_EMAILS: "@example.com" }, []],
    ["the local stand-in by LOCAL_DEMO", { LOCAL_DEMO: "1" }, ["local local"]],
    [
      "no stand-in beside a real provider",
      { LOCAL_DEMO: "1", GITHUB_ID: "id", GITHUB_SECRET: "local" },
      ["github oauth"],
    ],
    ["no stand-in on Vercel", { LOCAL_DEMO: "1", VERCEL: "1" }, []],
  ])("%s", async (_, variables, expected) => {
    expect(await offered(variables)).toEqual(expected);
  });
});
