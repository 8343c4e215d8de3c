/** The first five minutes of whoever clones this: `npm run dev` with an empty environment, a name, an answer. */
import { expect } from "@playwright/test";

import { config } from "../support/config.ts";
import { type Instance, startInstance } from "../support/app/instance.ts";
import { conversation, send, test } from "../support/e2e/fixtures.ts";

let instance: Instance;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  instance = await startInstance({ NEXTAUTH_SECRET: "", NEXTAUTH_URL: "" }, { mode: "dev" });
});
test.afterAll(() => instance.stop());

test("signs in by name and chats with the stand-in", async ({ page }) => {
  await page.goto(instance.origin);
  await page.getByRole("textbox", { name: "Your name" }).fill("Grace Hopper");
  await page.getByRole("button", { name: "Start chatting" }).click();
  await expect(page.getByRole("heading", { name: "Hello, Grace Hopper" })).toBeVisible({ timeout: 60_000 });

  await send(page, "Show me a table");
  await expect(conversation(page).getByRole("table")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("button", { name: "Copy answer" })).toBeVisible({ timeout: 60_000 });
  const left = config.plans.member.requests["5m"] - 1;
  await expect(page.getByRole("button", { name: `${left} left` })).toBeVisible();
});
