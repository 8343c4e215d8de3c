/** Answers that call tools, from the stand-ins of a bare machine: the line opens, a reload forgets nothing, and a limit is told by its name. */
import { expect, type Page, test as base } from "@playwright/test";

import { endings, tools } from "../../components/strings/answer.ts";
import { failures } from "../../components/strings/failures.ts";
import { type App, startApp } from "../support/app/app.ts";
import { conversation, ask, send, test } from "../support/e2e/fixtures.ts";
import { type Member, memberCookie } from "../support/session.ts";

const TOOLS = { tools: ["current_time", "my_limits"], maxSteps: 3 };
/** Room for the first call of the model, and none for a second one. */
const ONE_STEP_USD = 0.002;
const BOSS = { sub: "github:9", name: "Olive", email: "olive@example.com" };

let app: App;
base.beforeAll(async () => {
  app = await startApp({
    env: { OPENAI_API_KEY: "", OPENAI_BASE_URL: "", ADMIN_EMAILS: BOSS.email },
    safeguards: {
      models: { "gpt-6-luna": { tools: true } },
      plans: { member: TOOLS, admin: { ...TOOLS, maxOutputTokens: 2_048, budgetUsd: { day: ONE_STEP_USD } } },
    },
  });
});
base.afterAll(() => app.stop());

async function enter(page: Page, who: Member): Promise<void> {
  const [name = "", value = ""] = (await memberCookie(who)).split("=");
  await page.context().addCookies([{ name, value, url: app.origin }]);
  await page.goto(app.origin);
}

const clock = tools.done(tools.names["current_time"] ?? "");
const limits = tools.done(tools.names["my_limits"] ?? "");

test("asks the clock and the limits, opens what was asked, and goes on after a reload", async ({ page }) => {
  await enter(page, { sub: "github:5", name: "Ada" });
  await ask(page, "What time is it in Tokyo, and how much have I left?");
  const log = conversation(page);
  await expect(log).toContainText("This is what I found out.");
  const line = log.getByRole("button", { name: clock });
  await expect(line).toHaveAttribute("aria-expanded", "false");
  await line.focus();
  await page.keyboard.press("Enter");
  await expect(line).toHaveAttribute("aria-expanded", "true");
  const details = page.locator(`id=${await line.getAttribute("aria-controls")}`);
  for (const text of ["current_time", '"timezone": "Asia/Tokyo"', '"local"', tools.time])
    await expect(details).toContainText(text);
  await page.keyboard.press("Enter");
  await expect(details).toBeHidden();

  await page.reload();
  // A chat that goes on begins at its newest words.
  await expect(page.getByRole("button", { name: "Regenerate answer" })).toBeInViewport();
  await log.getByRole("button", { name: limits }).click();
  await expect(log).toContainText('"messages"');
  await page.getByRole("button", { name: "Regenerate answer" }).click();
  await expect(page.getByRole("button", { name: "Regenerate answer" })).toBeVisible();
  await expect(log.getByRole("button", { name: clock })).toHaveCount(1);

  // What was called before is sent back, and is taken.
  await ask(page, "Thanks!");
  await expect(log.getByRole("article")).toHaveCount(4);

  // The conversation scrolls, and not the page around it.
  expect(await log.evaluate((element) => element.scrollHeight)).toBeGreaterThan(page.viewportSize()?.height ?? 0);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
});

test("one call after the other, until the plan has no further step: then the model answers in words", async ({
  page,
}) => {
  await enter(page, { sub: "github:6", name: "Bob" });
  await ask(page, "What time is it in Oslo, Rome and Lima, one after the other?");
  await expect(conversation(page).getByRole("button", { name: clock })).toHaveCount(TOOLS.maxSteps - 1);
  await expect(conversation(page)).toContainText("This is what I found out.");
  await expect(conversation(page)).not.toContainText(endings["tool-calls"].withWords);
});

test("an allowance without room for the next step ends the answer, and a reload still says so", async ({ page }) => {
  await enter(page, BOSS);
  await send(page, "What time is it?");
  await expect(page.getByRole("alert").filter({ hasText: failures.budget_exhausted.title })).toBeVisible();
  await expect(conversation(page).getByRole("button", { name: clock })).toBeVisible();
  await expect(conversation(page)).toContainText(endings.budget_exhausted.withoutWords);
  await page.reload();
  await expect(conversation(page)).toContainText(endings.budget_exhausted.withoutWords);
});
