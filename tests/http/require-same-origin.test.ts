import { describe, expect, it } from "vitest";

import { freshEnvironment } from "../support/fresh.ts";

type Headers_ = Record<string, string>;
const CONFIGURED = { NEXTAUTH_URL: "https://chat.example" };
const DEMO = { NEXTAUTH_URL: "", LOCAL_DEMO: "1" };
const VERCEL = { NEXTAUTH_URL: "", VERCEL: "1" };

async function check(variables: Headers_, headers: Headers_): Promise<void> {
  freshEnvironment(variables);
  const { requireSameOrigin } = await import("../../lib/http/require-same-origin.ts");
  requireSameOrigin(new Headers({ host: "chat.test:8080", ...headers }));
}

describe("lets in", () => {
  it.each<[string, Headers_, Headers_]>([
    ["no origin, as programs and old browsers send none", CONFIGURED, {}],
    ["the configured address, behind a proxy that changes the host", CONFIGURED, { origin: "https://chat.example" }],
    ["it as a browser says it", CONFIGURED, { origin: "https://chat.example", "sec-fetch-site": "same-origin" }],
    [
      "it when it was configured with a slash and its default port",
      { NEXTAUTH_URL: "https://Chat.Example:443/" },
      { origin: "https://chat.example" },
    ],
    ["the address bar, in the local demo", DEMO, { origin: "http://chat.test:8080" }],
    ["it as IPv6", DEMO, { host: "[::1]:3000", origin: "http://[::1]:3000" }],
    ["the host asked for, on Vercel", VERCEL, { host: "pr-7.vercel.app", origin: "https://pr-7.vercel.app" }],
  ])("%s", async (_, variables, headers) => {
    await expect(check(variables, headers)).resolves.toBeUndefined();
  });
});

describe("refuses", () => {
  it.each<[string, Headers_, Headers_]>([
    ["a foreign origin", CONFIGURED, { origin: "https://evil.example" }],
    ["an opaque origin", CONFIGURED, { origin: "null" }],
    ["an empty origin", CONFIGURED, { origin: "" }],
    ["rubbish", CONFIGURED, { origin: "chat.example" }],
    ["another port", CONFIGURED, { origin: "https://chat.example:8443" }],
    ["another scheme", CONFIGURED, { origin: "http://chat.example" }],
    ["a scheme that is no web page's", CONFIGURED, { origin: "ftp://chat.example" }],
    ["a trailing dot", CONFIGURED, { origin: "https://chat.example." }],
    ["a trailing slash, which no browser sends", CONFIGURED, { origin: "https://chat.example/" }],
    ["the name that the proxy knows us by", CONFIGURED, { origin: "http://chat.test:8080" }],
    ["a name that only begins like ours", CONFIGURED, { origin: "https://chat.example.evil.example" }],
    ["our name as user information", CONFIGURED, { origin: "https://chat.example@evil.example" }],
    ["our name with user information", CONFIGURED, { origin: "https://x@chat.example" }],
    ["two origins", CONFIGURED, { origin: "https://chat.example, https://evil.example" }],
    ["a believed forwarded host", CONFIGURED, { origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
    ["a believed host", CONFIGURED, { origin: "https://evil.example", host: "evil.example" }],
    ["a cross-site fetch without an origin", CONFIGURED, { "sec-fetch-site": "cross-site" }],
    ["https in the local demo", DEMO, { origin: "https://chat.test:8080" }],
    ["a host that is more than a host", DEMO, { host: "a@chat.test:8080", origin: "http://chat.test:8080" }],
    ["http on Vercel", VERCEL, { host: "pr-7.vercel.app", origin: "http://pr-7.vercel.app" }],
    ["another preview on Vercel", VERCEL, { host: "pr-7.vercel.app", origin: "https://pr-8.vercel.app" }],
    ["any where the own address is not known", { NEXTAUTH_URL: "" }, { origin: "http://chat.test:8080" }],
  ])("%s", async (_, variables, headers) => {
    await expect(check(variables, headers)).rejects.toMatchObject({ code: "forbidden" });
  });
});
