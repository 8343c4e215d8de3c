/** The whole way without a mouse; and words that arrive without moving what is being read. */
import { expect, type Page } from "@playwright/test";

import { conversation, test } from "../support/e2e/fixtures.ts";
import { ANSWER } from "../support/e2e/scene-texts.ts";
import { READER, type SceneService, startSceneService } from "../support/e2e/scene-service.ts";

let service: SceneService;

test.beforeAll(async () => void (service = await startSceneService()));
test.afterAll(() => service.stop());

/** Tab until it has the focus, as a person does; and the focus must show. */
async function tabTo(page: Page, name: string | RegExp, key = "Tab"): Promise<void> {
  const target = page.getByRole("button", { name }).filter({ visible: true }).first();
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press(key);
    if (await target.evaluate((node) => node === document.activeElement)) break;
  }
  await expect(target).toBeFocused();
  const outline = await target.evaluate((node) => getComputedStyle(node).outlineStyle);
  expect(outline).not.toBe("none");
}

test("reads, writes, stops, copies, changes and finds chats by keys alone", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  service.app.provider.behave({ kind: "answer", text: "First answer." });
  await service.enter(page, READER, []);
  const field = page.getByRole("textbox", { name: "Message" });
  await expect(field).toBeFocused();
  await page.keyboard.type("What is tea?");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Copy answer" })).toBeVisible();

  await page.keyboard.press("Control+Shift+C");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("First answer.");

  service.app.provider.behave({ kind: "stall", afterWords: 2, words: ["On ", "and on"] });
  await field.focus();
  await page.keyboard.type("Go on");
  await page.keyboard.press("Enter");
  await expect(conversation(page)).toContainText("On and on");
  await page.keyboard.press("Escape");
  await expect(conversation(page)).toContainText("You stopped this answer");

  await tabTo(page, "Edit message", "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Your message, changed" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("textbox", { name: "Your message, changed" })).toBeHidden();

  await page.keyboard.press("Control+Shift+O");
  await expect(page.getByRole("heading", { name: "Hello, Ada" })).toBeVisible();
  await page.keyboard.press("Control+Shift+S");
  await tabTo(page, "What is tea?");
  await page.keyboard.press("Enter");
  await expect(conversation(page)).toContainText("First answer.");

  await tabTo(page, /^Account/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, "Keyboard shortcuts");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeHidden();
});

test("shifts nothing while an answer arrives", async ({ page }) => {
  await service.enter(page, READER, []);
  await expect(page.getByRole("textbox", { name: "Message" })).toBeEditable();
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
        if (!hadRecentInput) shifts.push(value);
      }
    }).observe({ type: "layout-shift", buffered: false });
  });
  service.app.provider.behave({ kind: "answer", words: ANSWER.split(/(?<= )/), wordDelayMs: 15 });
  await page.keyboard.type("How do three ways to make coffee compare?");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Copy answer" })).toBeVisible();
  const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, one) => sum + one, 0)).toBeLessThan(0.01);
});
