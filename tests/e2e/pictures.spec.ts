/** Pictures in a message: chosen, pasted, dropped, taken out, sent and kept. */
import { expect } from "@playwright/test";

import { pictures as words } from "../../components/strings/answer.ts";
import { png } from "../support/chat/pictures.ts";
import { ask, conversation, send, test } from "../support/e2e/fixtures.ts";
import {
  bring,
  choose,
  draft,
  enter,
  leavesFor,
  received,
  sentPicture,
  withPicturesApp,
} from "../support/e2e/pictures-page.ts";

withPicturesApp();

test("chooses, pastes, drops, takes out, sends and keeps pictures", async ({ page }) => {
  await enter(page);
  expect(await leavesFor(page)).toBe(false);
  await choose(page, ["red.png", png(3_000, 2_000)]);
  await expect(draft(page).getByRole("img", { name: words.alt("red.png") })).toBeVisible();
  await bring(page, "paste", "pasted.png");
  await expect(draft(page).getByRole("img")).toHaveCount(2);
  await bring(page, "drop", "dropped.png");
  await expect(page.locator("#message-hint")).toHaveText(words.tooMany(2));
  await page.getByRole("button", { name: words.remove("pasted.png") }).click();
  await expect(page.getByRole("textbox", { name: "Message" })).toBeFocused();
  await bring(page, "drop", "dropped.png");
  await expect(draft(page).getByRole("img", { name: words.alt("dropped.png") })).toBeVisible();

  await ask(page, "What do you see?");
  await expect(draft(page)).toHaveCount(0);
  for (const name of ["red.png", "dropped.png"]) await expect(sentPicture(page, name)).toBeVisible();
  expect(received()).toHaveLength(2);
  // As large as can be sent, and no larger.
  const [red] = received();
  expect(
    await page.evaluate(async (url = "") => {
      const image = Object.assign(new Image(), { src: url });
      await image.decode();
      return [image.width, image.height];
    }, red?.url),
  ).toEqual([1_536, 1_024]);

  await page.reload();
  await expect(sentPicture(page, "red.png")).toBeVisible();
  await ask(page, "And the other one?");
  expect(received()).toHaveLength(2);
  await choose(page, ["blue.png", png(40, 30)]);
  await send(page, "And this one?");
  await expect(conversation(page)).toContainText(words.old(1));
  expect(received()).toHaveLength(2);
  await expect(sentPicture(page, "blue.png")).toBeVisible();
});
