/** On a phone the code that fetches and draws replies comes when it is needed. What if it does not? */
import { expect } from "@playwright/test";

import { type App, startApp } from "../support/app/app.ts";
import { memberCookie } from "../support/session.ts";
import { conversation, test } from "../support/e2e/fixtures.ts";

const CODE = "**/_next/static/chunks/*.js";

let app: App;
test.beforeAll(async () => {
  app = await startApp({ behaviour: { kind: "answer", text: "A **bold** answer." } });
});
test.afterAll(() => app.stop());

test.use({ isMobile: true, hasTouch: true, expectedErrors: [/ERR_CONNECTION_RESET/] });

test("a question is kept, and asked again when the network is back", async ({ page }) => {
  const [name = "", value = ""] = (await memberCookie({ sub: "traveller" })).split("=");
  await page.context().addCookies([{ name, value, url: app.origin }]);
  await page.goto(app.origin, { waitUntil: "networkidle" });
  const before = new Set(await page.evaluate(() => performance.getEntriesByType("resource").map((one) => one.name)));
  await page.route(CODE, (route) => route.abort("connectionreset"));
  await page.getByRole("button", { name: "Write some code" }).tap();
  await expect(page.getByRole("alert").filter({ hasText: "The connection broke" })).toBeVisible();
  await expect(conversation(page)).toContainText("palindrome");
  expect(app.provider.calls).toHaveLength(0);

  await page.unroute(CODE);
  await page.getByRole("button", { name: "Try again" }).tap();
  await expect(conversation(page).locator("strong, [data-streamdown=strong]")).toHaveText("bold");
  const after = await page.evaluate(() => performance.getEntriesByType("resource").map((one) => one.name));
  expect(after.filter((url) => url.endsWith(".js") && !before.has(url)).length).toBeGreaterThan(0);
});
