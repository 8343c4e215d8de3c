/** What is too long: one message is not sent, a long conversation goes on without its oldest part, and says so. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

import { composer, conversation as words } from "../../components/strings/chat.ts";
import { failures } from "../../components/strings/failures.ts";
import { type App, startApp } from "../support/app/app.ts";
import { ask, conversation, send, test } from "../support/e2e/fixtures.ts";
import { memberCookie } from "../support/session.ts";

// The browser's own line about an answer with an error status.
test.use({ expectedErrors: [/status of 413/] });

const ROOM = 4_000;

let app: App;
test.beforeAll(async () => {
  const safeguards = { plans: { member: { maxInputTokens: ROOM } } };
  app = await startApp({ safeguards, behaviour: { kind: "answer", text: "A guarded answer." } });
});
test.afterAll(() => app.stop());
test.beforeEach(() => void app.provider.calls.splice(0));

async function enter(page: Page, messages: object[] = []): Promise<void> {
  const [name = "", value = ""] = (await memberCookie({ sub: "talker", name: "Ada" })).split("=");
  await page.context().addCookies([{ name, value, url: app.origin }]);
  const chat = JSON.stringify({ id: "long", updatedAt: Date.now(), messages });
  await page.addInitScript((text) => {
    // Not again after a reload.
    if (localStorage.length === 0) localStorage.setItem("chat/talker/long", text);
  }, chat);
  const known = page.waitForResponse("**/api/usage");
  await page.goto(`${app.origin}/${messages.length > 0 ? "#long" : ""}`);
  await known;
}

function exchanges(count: number, text = ""): object[] {
  return Array.from({ length: count }, (_, at) => [
    { id: `q${at}`, role: "user", text: `Question ${at}?${text}` },
    { id: `a${at}`, role: "assistant", text: `Answer ${at}.${text}` },
  ]).flat();
}

test("says before sending that a message is too long, and sends it once it fits", async ({ page }) => {
  await enter(page);
  const field = page.getByRole("textbox", { name: "Message" });
  await field.fill("é".repeat(ROOM));
  await expect(page.getByRole("status").filter({ hasText: composer.tooLong(50) })).toBeVisible();
  await expect(field).toHaveAccessibleDescription(composer.tooLong(50));
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await page.keyboard.press("Enter");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(app.provider.calls).toHaveLength(0);
  await field.fill("é".repeat(ROOM / 2));
  await expect(field).toHaveAccessibleDescription(composer.caution);
  await page.keyboard.press("Enter");
  await expect(conversation(page)).toContainText("A guarded answer.");

  await page.getByRole("button", { name: "Edit message" }).click();
  const changed = page.getByRole("textbox", { name: words.editing });
  await changed.fill("x".repeat(ROOM + 1));
  await expect(changed).toHaveAccessibleDescription(composer.tooLong(5));
  await expect(page.getByRole("button", { name: "Send again" })).toBeDisabled();
});

test("goes on after fifty exchanges, and says once what the model no longer sees", async ({ page }) => {
  await enter(page, exchanges(50));
  await ask(page, "And now?");
  await expect(conversation(page).getByText(words.leftOut)).toHaveCount(1);
  await ask(page, "And after that?");
  await expect(conversation(page).getByText(words.leftOut)).toHaveCount(1);
  const inputs = app.provider.calls.map(({ body }) => body["input"] as { role: string; content: string }[]);
  expect(inputs.map((input) => input.at(-1)?.content)).toEqual(["And now?", "And after that?"]);
  for (const input of inputs) {
    expect(input.length).toBeLessThanOrEqual(100);
    expect(input[0]?.role).toBe("user");
  }
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.reload();
  await expect(conversation(page).getByText(words.leftOut)).toHaveCount(1);
});

test("goes on after a message that was refused for its length", async ({ page }) => {
  const long = { id: "q", role: "user", text: "x".repeat(ROOM + 1) };
  await enter(page, [...exchanges(1), long]);
  await ask(page, "Shorter?");
  await expect(conversation(page).getByText(words.leftOut)).toBeVisible();
});

test("offers a new chat, with the question kept, where a conversation never fits", async ({ page }) => {
  await enter(page, exchanges(30, "x".repeat(6_000)));
  await send(page, "And now?");
  await expect(page.getByRole("alert").filter({ hasText: failures.body_too_large.title })).toBeVisible();
  await page.getByRole("button", { name: "Start a new chat" }).click();
  await expect(page.getByRole("heading", { name: "Hello, Ada" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("And now?");
  await page.keyboard.press("Enter");
  await expect(conversation(page)).toContainText("A guarded answer.");
  await page.getByRole("button", { name: "Question 0?", exact: false }).first().click();
  await expect(conversation(page)).toContainText("Answer 29.");
});
