/** Formulas in answers: drawn by the browser, loaded with the first one, copied as they were written. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

import { type App, startApp } from "../support/app/app.ts";
import { ask, conversation, test } from "../support/e2e/fixtures.ts";
import { memberCookie } from "../support/session.ts";

const ROOT = String.raw`\frac{-b \pm \sqrt{b^2-4ac}}{2a}`;
const ANSWER = String.raw`By the formula \(x = ${ROOT}\), and for \(\boldsymbol{v}\):

$$
\sum_{k=1}^{n} k
= \frac{n(n+1)}{2}
$$

| in a table | it |
| --- | --- |
| holds | \(\alpha_1\) |

- \[\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}\]

This is no TeX: \(\frac{1\). It costs $5 and $10.`;

let app: App;
test.beforeAll(
  async () => void (app = await startApp({ behaviour: { kind: "answer", text: "It costs $5 and $10." } })),
);
test.afterAll(() => app.stop());

const scripts = (page: Page) =>
  page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js")).length);

test("draws formulas, loads what draws them with the first one, and copies their source", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const [name = "", value = ""] = (await memberCookie({ sub: "talker", name: "Ada" })).split("=");
  await context.addCookies([{ name, value, url: app.origin }]);
  await page.goto(app.origin);
  await ask(page, "How much?");
  await expect(conversation(page)).toContainText("It costs $5 and $10.");
  const before = await scripts(page);

  app.provider.behave({ kind: "answer", words: ANSWER.match(/[^]{1,5}/g) ?? [], wordDelayMs: 5 });
  await ask(page, "Which formula?");
  const answer = conversation(page).getByRole("article").last();
  await expect(answer.locator("math")).toHaveCount(5);
  await expect(answer.locator("math[display=block]")).toHaveCount(2);
  await expect(answer.locator("mfrac").first()).toBeVisible();
  await expect(answer.locator("table math")).toBeVisible();
  await expect(answer).toContainText(String.raw`This is no TeX: \(\frac{1\). It costs $5 and $10.`);
  expect(await scripts(page)).toBeGreaterThan(before);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole("button", { name: "Copy answer" }).last().click();
  await expect(async () => expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(ANSWER)).toPass();
  await page.reload();
  await expect(answer.locator("math")).toHaveCount(5);
});
