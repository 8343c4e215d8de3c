/** A page that the browser translates: its text nodes are moved into elements that React does not know. */
import { expect, type Page } from "@playwright/test";

import { endings } from "../../components/strings/answer.ts";
import { failures, problems } from "../../components/strings/failures.ts";
import { ask, conversation, send, test } from "../support/e2e/fixtures.ts";
import { ANSWER, CHATS } from "../support/e2e/scene-texts.ts";
import { READER, type SceneService, startSceneService } from "../support/e2e/scene-service.ts";
import { sharedTexts, translate } from "../support/e2e/translate.ts";

// The browser's own line about an answer with an error status.
test.use({ expectedErrors: [/status of 429/] });

let service: SceneService;
test.beforeAll(async () => void (service = await startSceneService()));
test.afterAll(() => service.stop());

/** Cut inside words and marks, so that each draw changes what the last one drew. */
const PIECES = ANSWER.match(/[^]{1,7}/g) ?? [];
const LINKS =
  "\n\nSee [the page](https://example.com/a) and ~~not~~ `this`, *or* **that**: a < b.\n\n- one *two*\n- three\n";

test("goes on working while the browser translates it", async ({ page }) => {
  await service.enter(page, READER, CHATS);
  await expect(page.getByRole("button", { name: "Write some code" })).toBeEnabled();
  await translate(page);

  service.app.provider.behave({
    kind: "answer",
    words: [...PIECES, ...(LINKS.match(/[^]{1,3}/g) ?? [])],
    wordDelayMs: 15,
  });
  await page.getByRole("textbox", { name: "Message" }).pressSequentially("How is tea made?", { delay: 10 });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Copy answer" })).toHaveCount(1);
  await expect(conversation(page)).toContainText("matters more than the machine");
  await expect(conversation(page).getByRole("link")).toHaveText("the page");
  await page.getByRole("button", { name: "Copy answer" }).click();
  expect(await wrapped(page)).toBeGreaterThan(10);

  await refuse(page);
  await expect(page.getByRole("timer")).toContainText(/[1-5] s/);
  await expect(page.getByRole("button", { name: "Try again" })).toBeEnabled();
  service.app.provider.behave({ kind: "stall", afterWords: 2, words: ["One ", "two "] });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(conversation(page)).toContainText("One two");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(conversation(page)).toContainText(endings.stopped.withWords);

  service.app.provider.behave({ kind: "answer", text: "A guarded answer." });
  await page.getByRole("button", { name: "Tea or coffee before a long walk?", exact: true }).click();
  await ask(page, "And after it?");
  await page.getByRole("button", { name: "Actions for Tea or coffee" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Hello, Ada" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: /left$/ }).click();
  await expect(page.getByRole("heading", { name: "Messages left" })).toBeVisible();
});

test("lets no text share its element with another that comes and goes", async ({ page }) => {
  await service.enter(page, READER, CHATS);
  service.app.provider.behave({ kind: "answer", text: ANSWER + LINKS });
  await ask(page, "How is tea made?");
  await expect(conversation(page).getByRole("link")).toBeVisible();
  expect(await sharedTexts(page)).toEqual([]);
  await refuse(page);
  await expect(page.getByRole("timer")).toBeVisible();
  await page.getByRole("button", { name: /left$/ }).click();
  expect(await sharedTexts(page)).toEqual([]);
});

/** The page counts down on its own. */
async function refuse(page: Page): Promise<void> {
  const body = JSON.stringify({ code: "rate_limited", retryAfterSeconds: 5 });
  const headers = { "content-type": "application/problem+json" };
  await page.route("**/api/chat", (route) => route.fulfill({ status: 429, headers, body }), { times: 1 });
  await send(page, "Once more");
  await expect(page.getByRole("region", { name: problems.title })).toContainText(failures.rate_limited.title);
}

function wrapped(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll("font > font").length);
}
