/** Guests and their challenge in a browser: the stand-in of a local demo, and Cloudflare's script where there are keys. */
import { expect, type Page } from "@playwright/test";

import { type App, startApp } from "../support/app/app.ts";
import { ask, conversation, test } from "../support/e2e/fixtures.ts";
import { json, type Siteverify, SOLVED, startSiteverify } from "../support/sign-in/siteverify.ts";

async function comesIn(page: Page, app: App): Promise<void> {
  app.provider.behave({ kind: "answer", text: "Welcome." });
  await expect(page.getByRole("textbox", { name: "Message" })).toBeVisible();
  await ask(page, "May I?");
  await expect(conversation(page)).toContainText("Welcome.");
}

test("a local demo shows a stand-in of the challenge, and lets in who has solved it", async ({ page }) => {
  const app = await startApp({ env: { GUEST_ACCESS: "1" } });
  await page.goto(app.origin);
  await page.getByRole("button", { name: "Continue as a guest" }).click();
  const frame = page.frameLocator("iframe[title='Stand-in of the challenge']");
  await expect(frame.getByRole("status")).toContainText("Stand-in of Turnstile");
  await comesIn(page, app);
  await app.stop();
});

test.describe("with keys", () => {
  test.use({ expectedErrors: [/401 \(Unauthorized\)|ERR_FAILED/] });

  let siteverify: Siteverify;
  let app: App;
  test.beforeAll(async () => {
    siteverify = await startSiteverify();
    const keys = { TURNSTILE_SITE_KEY: "local-site-key", TURNSTILE_SECRET_KEY: "local-challenge-secret" };
    app = await startApp({ env: { GUEST_ACCESS: "1", TURNSTILE_VERIFY_URL: siteverify.url, ...keys } });
  });
  test.afterAll(async () => {
    await app.stop();
    await siteverify.stop();
  });

  /** Cloudflare's script as far as our page calls it; the browser reaches no other machine. */
  const SCRIPT = `window.turnstile = {
    render(box, { sitekey, callback }) {
      box.textContent = "A widget for " + sitekey;
      setTimeout(() => callback("a-solution"), 200);
      return "1";
    },
    remove() {},
  };`;
  const cloudflare = (page: Page) =>
    page.route("https://challenges.cloudflare.com/**", (route) =>
      route.fulfill({ contentType: "text/javascript", body: SCRIPT }),
    );
  const press = async (page: Page) => {
    await page.goto(`${app.origin}/sign-in`);
    await page.getByRole("button", { name: "Continue as a guest" }).click();
  };

  test("asks Cloudflare's script when somebody wants in as a guest, and not before", async ({ page }) => {
    const asked: string[] = [];
    page.on("request", (request) => request.url().includes("cloudflare") && asked.push(request.url()));
    siteverify.behave(json(SOLVED));
    await cloudflare(page);
    await page.goto(`${app.origin}/sign-in`);
    await expect(page.getByRole("button", { name: "Continue as a guest" })).toBeEnabled();
    expect(asked).toEqual([]);
    await page.getByRole("button", { name: "Continue as a guest" }).click();
    await expect(page.getByText("A widget for local-site-key")).toBeVisible();
    await comesIn(page, app);
    expect(asked).toEqual(["https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit"]);
    expect(siteverify.asked.at(-1)?.form).toEqual({ secret: "local-challenge-secret", response: "a-solution" });
  });

  for (const [code, words] of [
    ["timeout-or-duplicate", "did not succeed"],
    ["internal-error", "could not check"],
  ] as const)
    test(`says kindly that nobody came in after ${code}`, async ({ page }) => {
      siteverify.behave(json({ success: false, "error-codes": [code] }));
      await cloudflare(page);
      await press(page);
      await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
      await expect(page.getByRole("button", { name: "Continue as a guest" })).toBeEnabled();
      expect((await page.request.get(`${app.origin}/api/usage`)).status()).toBe(401);
    });

  test("says so when the script does not come, and tries again when asked", async ({ page }) => {
    siteverify.behave(json(SOLVED));
    await page.route("https://challenges.cloudflare.com/**", (route) => route.abort());
    await press(page);
    await expect(page.getByRole("alert").filter({ hasText: "could not be shown" })).toBeVisible();
    await page.unroute("https://challenges.cloudflare.com/**");
    await cloudflare(page);
    await page.getByRole("button", { name: "Continue as a guest" }).click();
    await comesIn(page, app);
  });
});
