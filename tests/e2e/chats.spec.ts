/** The chats that a browser keeps: found again, renamed, saved, deleted, brought back; and messages that are changed. */
import { readFile } from "node:fs/promises";

import { expect, type Page } from "@playwright/test";

import { ask, conversation, send, test } from "../support/e2e/fixtures.ts";
import { CHATS } from "../support/e2e/scene-texts.ts";
import { READER, type SceneService, startSceneService } from "../support/e2e/scene-service.ts";

let service: SceneService;

test.beforeAll(async () => void (service = await startSceneService()));
test.afterAll(() => service.stop());
test.beforeEach(() => service.app.provider.behave({ kind: "answer", text: "A guarded answer." }));

const list = (page: Page) => page.getByRole("navigation", { name: "Your chats" });
const row = (page: Page, title: string) => list(page).getByRole("button", { name: title, exact: true });
const actions = (page: Page, title: string) => page.getByRole("button", { name: `Actions for ${title}` }).click();

test("keeps a chat over a reload, and leads back to it by its address and from the list", async ({ page }) => {
  await service.enter(page, READER, []);
  await ask(page, "What is tea?");
  await expect(row(page, "What is tea?")).toHaveAttribute("aria-current", "page");
  await page.reload();
  await expect(conversation(page)).toContainText("A guarded answer.");
  await page.getByRole("button", { name: "New chat" }).click();
  await expect(page.getByRole("heading", { name: "Hello, Ada" })).toBeVisible();
  await row(page, "What is tea?").click();
  await expect(conversation(page)).toContainText("A guarded answer.");
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Hello, Ada" })).toBeVisible();
});

test("carries a kept chat on with all that was said", async ({ page }) => {
  await service.enter(page, READER, CHATS);
  await row(page, "Tea or coffee before a long walk?").click();
  await ask(page, "And after it?");
  const { raw } = service.app.provider.calls.at(-1) ?? { raw: "" };
  expect(raw).toContain("Tea or coffee before a long walk?");
  expect(raw).toContain("And after it?");
});

test("keeps what had arrived when the reader left for another chat, and stops the provider", async ({ page }) => {
  await service.enter(page, READER, CHATS);
  service.app.provider.behave({ kind: "stall", afterWords: 3, words: ["One ", "two ", "three "] });
  await send(page, "Count");
  await expect(conversation(page)).toContainText("One two three");
  const call = service.app.provider.calls.at(-1);
  await row(page, "Tea or coffee before a long walk?").click();
  await call?.over;
  expect(call?.clientLeft).toBe(true);
  await row(page, "Count").click();
  await expect(conversation(page)).toContainText("One two three");
});

test("renames, deletes and brings back", async ({ page }) => {
  await service.enter(page, READER, CHATS);
  await actions(page, "Tea or coffee before a long walk?");
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "New title" }).fill("Walks");
  await page.keyboard.press("Enter");
  await expect(row(page, "Walks")).toBeVisible();
  await actions(page, "Walks");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(row(page, "Walks")).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "Walks")).toBeVisible();
});

test("saves one chat as a file, and deletes all after being asked", async ({ page }) => {
  await service.enter(page, READER, CHATS);
  await actions(page, "Tea or coffee before a long walk?");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as Markdown" }).filter({ visible: true }).first().click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("Tea-or-coffee-before-a-long-walk.md");
  expect(await readFile(await file.path(), "utf8")).toMatch(/^# Tea or coffee .*\n\n\*\*You\*\*/);
  await page.getByText("All chats", { exact: true }).click();
  await page.getByRole("button", { name: "Delete all chats" }).click();
  await page.getByRole("button", { name: "Delete all", exact: true }).click();
  await expect(page.getByText("Nothing here yet.")).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test("sends a changed message in the place of the old one, and drops what followed", async ({ page }) => {
  await service.enter(page, READER, []);
  await ask(page, "What is tea?");
  await ask(page, "And coffee?");
  await conversation(page).getByRole("button", { name: "Edit message" }).first().click();
  const field = page.getByRole("textbox", { name: "Your message, changed" });
  await expect(field).toBeInViewport({ ratio: 1 });
  await field.fill("What is maté?");
  await page.keyboard.press("Enter");
  await expect(conversation(page)).not.toContainText("And coffee?");
  await expect(conversation(page)).toHaveAttribute("aria-busy", "false");
  const { raw } = service.app.provider.calls.at(-1) ?? { raw: "" };
  expect(raw).toContain("What is maté?");
  expect(raw).not.toMatch(/What is tea|And coffee/);
});

test("shows one account nothing of another's chats in the same browser", async ({ page }) => {
  await service.enter(page, READER, CHATS);
  await expect(row(page, "Tea or coffee before a long walk?")).toBeVisible();
  await page.context().clearCookies();
  await service.enter(page, { sub: "github:8", name: "Bob" }, []);
  await expect(page.getByText("Nothing here yet.")).toBeVisible();
});

test("keeps the look that was chosen, from the first byte of the next visit", async ({ page }) => {
  await service.enter(page, READER, []);
  await page.getByRole("button", { name: "Account: Ada" }).click();
  await page.getByText("Dark", { exact: true }).click();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
});
