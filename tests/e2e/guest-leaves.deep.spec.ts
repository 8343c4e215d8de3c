/** A guest who signs out deletes the chats: no tab that is still open may bring one back. */
import { expect, type Page } from "@playwright/test";

import { ask, send, test } from "../support/e2e/fixtures.ts";
import { type SceneService, startSceneService } from "../support/e2e/scene-service.ts";

// The browser's own line about an answer with an error status.
test.use({ expectedErrors: [/status of 401/] });

let service: SceneService;
test.beforeAll(async () => void (service = await startSceneService()));
test.afterAll(() => service.stop());

const kept = (page: Page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("chat/")));

test("deletes a guest's chats for all tabs", async ({ page, context }) => {
  const { app } = service;
  app.provider.behave({ kind: "answer", text: "A guarded answer." });
  await page.goto(`${app.origin}/sign-in`);
  await page.getByRole("button", { name: "Continue as a guest" }).click();
  await ask(page, "What is tea?");

  const other = await context.newPage();
  await other.goto(app.origin);
  await ask(other, "What is rice?");
  expect(await kept(page)).toHaveLength(2);

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Sign out and delete chats" }).click();
  await expect(page).toHaveURL(/sign-in/);
  expect(await kept(page)).toEqual([]);

  await send(other, "And wild rice?");
  await expect(other.getByText("You are signed out")).toBeVisible();
  await other.evaluate(() => (location.hash = "another"));
  await send(other, "What is maté?");
  await expect(other.getByText("You are signed out")).toBeVisible();
  expect(await kept(page)).toEqual([]);
  await other.close({ runBeforeUnload: true });
  await expect(async () => expect(context.pages()).toHaveLength(1)).toPass();
  expect(await kept(page)).toEqual([]);
});
