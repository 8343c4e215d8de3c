/** Pages: what may run in them, and what the headers forbid. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";

let app: App;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function signInPage(): Promise<{ headers: Headers; html: string; policy: Map<string, string> }> {
  const response = await fetch(`${app.origin}/sign-in`);
  const directives = (response.headers.get("content-security-policy") ?? "").split(";").map((one) => one.trim());
  const policy = new Map(directives.map((one) => [one.split(" ")[0] ?? "", one.slice(one.indexOf(" ") + 1)]));
  return { headers: response.headers, html: await response.text(), policy };
}

describe("the content security policy", () => {
  it("lets scripts run by nonce only, and evaluates nothing", async () => {
    const { policy } = await signInPage();
    const scripts = policy.get("script-src") ?? "";
    expect(scripts).toMatch(/'nonce-[^']{16,}'/);
    expect(scripts).not.toMatch(/unsafe-eval|unsafe-inline/);
    expect([policy.get("object-src"), policy.get("base-uri"), policy.get("frame-ancestors")]).toEqual([
      "'none'",
      "'none'",
      "'none'",
    ]);
  });

  it("makes a new nonce for every page, and every script carries it", async () => {
    const [first, second] = [await signInPage(), await signInPage()];
    const nonceOf = ({ policy }: typeof first) => /'nonce-([^']+)'/.exec(policy.get("script-src") ?? "")?.[1] ?? "";
    expect(nonceOf(first)).not.toBe(nonceOf(second));
    const scripts = [...first.html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonceOf(first)}"`))).toEqual([]);
  });
});

it("sends the security headers, and does not say what it runs on", async () => {
  const { headers } = await signInPage();
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": expect.stringContaining("camera=()") as string,
  });
  expect(headers.has("x-powered-by")).toBe(false);
  expect(headers.has("server")).toBe(false);
});

it("shows a visitor without a session what this is and the way in, and nothing of the chat", async () => {
  const html = await (await fetch(app.origin)).text();
  expect(html).toContain("A chat whose bill cannot surprise its owner");
  expect(html).toContain("Your name");
  expect(html).not.toContain("Ask anything</");
});

it("draws the look that was chosen before, and no other word that a cookie may hold", async () => {
  const themeOf = async (cookie: string) => {
    const html = await (await fetch(`${app.origin}/sign-in`, { headers: { cookie } })).text();
    return /<html[^>]*data-theme="([^"]*)"/.exec(html)?.[1];
  };
  expect(await themeOf("theme=dark")).toBe("dark");
  expect(await themeOf("theme=%22onload%3D1")).toBe("system");
});

it("has no image optimizer", async () => {
  const response = await fetch(`${app.origin}/_next/image?url=%2Ficon.svg&w=64&q=75`);
  expect(response.status).toBe(404);
});
