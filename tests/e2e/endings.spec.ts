/** An answer that was cut at its length goes on where it stopped, on request, and a reload forgets nothing of how it ended. */
import { expect, test as base } from "@playwright/test";

import { endings } from "../../components/strings/answer.ts";
import { startApp, type App } from "../support/app/app.ts";
import { memberCookie } from "../support/session.ts";
import { conversation, send, test } from "../support/e2e/fixtures.ts";

let app: App;
base.beforeAll(async () => void (app = await startApp()));
base.afterAll(() => app.stop());

test("continues an answer in place", async ({ page }) => {
  const [name = "", value = ""] = (await memberCookie({ sub: "github:5", name: "Ada" })).split("=");
  await page.context().addCookies([{ name, value, url: app.origin }]);
  await page.goto(app.origin);
  const delta = (text: string) => `data: ${JSON.stringify({ type: "response.output_text.delta", delta: text })}\n\n`;
  const end = (type: string) =>
    `data: ${JSON.stringify({ type, response: { usage: { input_tokens: 30, output_tokens: 9 } } })}\n\n`;
  app.provider.behave({ kind: "raw", chunks: [delta("Tea is made"), end("response.incomplete")] });
  await send(page, "How is tea made?");
  await expect(conversation(page)).toContainText(endings.length.withWords);
  await page.reload();
  await expect(conversation(page)).toContainText(endings.length.withWords);
  app.provider.behave({ kind: "raw", chunks: [delta(" with hot water."), end("response.completed")] });
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(conversation(page)).toContainText("Tea is made with hot water.");
  await expect(conversation(page)).not.toContainText(endings.length.withWords);
  await expect(conversation(page).getByRole("article")).toHaveCount(2);
  expect(app.provider.calls.at(-1)?.body).toMatchObject({
    input: [{ role: "user" }, { role: "assistant", content: "Tea is made" }, { role: "user" }],
  });
  await page.reload();
  await expect(conversation(page)).toContainText("Tea is made with hot water.");
});
