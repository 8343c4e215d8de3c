/** A visitor's way through a production build with real parts: an OpenID Connect issuer, a Redis, a provider. */
import { expect, type Page } from "@playwright/test";

import { type App, startApp } from "../support/app/app.ts";
import { type Issuer, startIssuer } from "../support/sign-in/oidc.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";
import { awayFromEnd, FIVE_MINUTES_MS } from "../support/moments.ts";
import { CANARY } from "../support/words.ts";
import { ask, conversation, send, test } from "../support/e2e/fixtures.ts";

const LIMIT = 3;

let issuer: Issuer;
let redis: RedisServer;
let app: App;

test.beforeAll(async () => {
  issuer = await startIssuer({ sub: "nobody", name: "Nobody" });
  redis = await startRedisServer();
  app = await startApp({
    env: {
      LOCAL_DEMO: "",
      REDIS_URL: redis.url,
      OIDC_ISSUER: issuer.url,
      OIDC_ID: "local-client",
      OIDC_SECRET: "local-client-word",
    },
    safeguards: { plans: { member: { requests: { "5m": LIMIT } } } },
  });
});

test.afterAll(async () => {
  await app.stop();
  await redis.stop();
  await issuer.stop();
});

/** Each test is a person of its own, so that none meets another's limits. */
test.beforeEach(async ({ page }) => {
  app.provider.behave({ kind: "answer", text: "A **guarded** answer with `code`." });
  issuer.setUser({ sub: crypto.randomUUID(), name: "Ada Lovelace", email: "ada@example.com", email_verified: true });
  await page.goto(app.origin);
  await page.getByRole("button", { name: "Continue with Single sign-on" }).click();
  await expect(page.getByRole("heading", { name: "Hello, Ada Lovelace" })).toBeVisible();
});

async function callsAfter(page: Page, text: string) {
  await ask(page, text);
  return app.provider.calls.at(-1);
}

test("chats: the answer is drawn as markdown, and the limits show what is left", async ({ page }) => {
  const call = await callsAfter(page, "Hello?");
  await expect(conversation(page).locator("strong, [data-streamdown=strong]").first()).toHaveText("guarded");
  await expect(conversation(page)).toHaveAttribute("aria-busy", "false");
  await expect(page.getByRole("button", { name: `${LIMIT - 1} left` })).toBeVisible();
  expect(call?.headers.authorization).toBe(`Bearer ${CANARY}`);
  expect(await page.content()).not.toContain(CANARY);
});

test("has asked for the token when a message is sent, which then takes one round trip", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => request.method() === "POST" && asked.push(new URL(request.url()).pathname));
  const token = page.waitForResponse((response) => response.url().endsWith("/api/token"));
  await page.getByRole("textbox", { name: "Message" }).pressSequentially("Hello?");
  await (await token).finished();
  expect(asked).toEqual(["/api/token"]);
  await page.keyboard.press("Enter");
  await expect(conversation(page)).toContainText("guarded");
  expect(asked).toEqual(["/api/token", "/api/chat"]);
});

test("keeps the conversation, asks again, and starts anew", async ({ page }) => {
  await callsAfter(page, "The first question");
  const second = await callsAfter(page, "The second question");
  expect(second?.raw).toContain("The first question");
  await page.getByRole("button", { name: "Regenerate answer" }).click();
  await expect.poll(() => app.provider.calls.at(-1)).not.toBe(second);
  await expect(conversation(page)).toHaveAttribute("aria-busy", "false");
  await page.getByRole("button", { name: "New chat" }).click();
  await expect(page.getByRole("heading", { name: "Hello, Ada Lovelace" })).toBeVisible();
});

test("chooses a model of the plan", async ({ page }) => {
  await page.getByRole("combobox", { name: "Model" }).selectOption("gpt-5-mini");
  expect((await callsAfter(page, "Think"))?.body.model).toBe("gpt-5-mini");
});

test("stops the answer, and the provider with it", async ({ page }) => {
  app.provider.behave({ kind: "answer", text: "word ".repeat(200), wordDelayMs: 50 });
  await send(page, "Talk for a long time");
  await expect(conversation(page)).toContainText("word word word");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(conversation(page)).toContainText("You stopped this answer");
  const call = app.provider.calls.at(-1);
  await call?.over;
  expect(call?.clientLeft).toBe(true);
  app.provider.behave({ kind: "answer", text: "Short again." });
  await send(page, "And now?");
  await expect(conversation(page)).toContainText("Short again.");
});

test.describe("at the limit", () => {
  test.use({ expectedErrors: [/429 \(Too Many Requests\)/] });

  test("counts down, and sends nothing meanwhile", async ({ page }) => {
    await awayFromEnd(FIVE_MINUTES_MS, 30_000);
    for (let at = 0; at < LIMIT; at += 1) await callsAfter(page, `Question ${at}`);
    const calls = app.provider.calls.length;
    await send(page, "One too many");
    await expect(page.getByRole("alert").filter({ hasText: "Time for a short break" })).toBeVisible();
    const timer = page.getByRole("timer");
    await expect(timer).toContainText(/\d+(:\d\d min| s)/);
    const first = await timer.textContent();
    await expect(timer).not.toHaveText(first ?? "");
    await page.getByRole("textbox", { name: "Message" }).fill("Again");
    await expect(page.getByRole("button", { name: /^Send/ })).toBeDisabled();
    expect(app.provider.calls).toHaveLength(calls);
  });
});

test.describe("when the provider fails", () => {
  test.use({ expectedErrors: [/502 \(Bad Gateway\)/] });

  test("says so kindly, and tries again when asked", async ({ page }) => {
    app.provider.behave({ kind: "fail", status: 500, code: "server_error" });
    await send(page, "Hello?");
    const problem = page.getByRole("region", { name: "Problem" });
    await expect(problem).toContainText("The answer did not arrive");
    app.provider.behave({ kind: "answer", text: "Back again." });
    await problem.getByRole("button", { name: "Try again" }).click();
    await expect(conversation(page)).toContainText("Back again.");
    await expect(problem).toBeHidden();
  });
});

test("signs out, and stays out", async ({ page }) => {
  await page.getByRole("button", { name: "Account: Ada Lovelace" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("button", { name: "Continue with Single sign-on" })).toBeVisible();
  await page.goto(app.origin);
  await expect(page.getByRole("heading", { name: "A chat whose bill cannot surprise its owner" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Continue with Single sign-on" })).toBeVisible();
});

test("fits a phone: nothing is cut off or scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await callsAfter(page, "A_very_long_word_that_no_line_of_a_phone_can_hold_".repeat(4));
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  for (const name of ["Send", "New chat", "Account: Ada Lovelace"])
    await expect(page.getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
});

/** The last one: a provider that refuses the owner's account is not asked again for a while. */
test.describe("when the owner's account fails", () => {
  test.use({ expectedErrors: [/503 \(Service Unavailable\)/] });

  test("says nothing of it to the visitor", async ({ page }) => {
    app.provider.behave({ kind: "fail", status: 429, code: "insufficient_quota" });
    await send(page, "Hello?");
    const problem = page.getByRole("region", { name: "Problem" });
    await expect(problem).toContainText("The assistant is not available");
    await expect(problem).not.toContainText(/quota|billing|key|provider|account/i);
  });
});
