/** Pictures in a message: chosen, pasted, dropped, taken out, sent and kept. */
import { expect, type Locator } from "@playwright/test";

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

test("shows all notes of the chosen model, however narrow the window is", async ({ page }) => {
  await enter(page);
  const picker = page.getByRole("combobox", { name: "Model" });
  await picker.selectOption("gpt-5-mini");
  const notes = page.getByText(/^about \d+ × the price · no pictures$/);
  for (const width of [320, 390, 800, 1_024]) {
    await page.setViewportSize({ width, height: 700 });
    await expect(notes).toBeInViewport({ ratio: 1 });
    const text = await edgesOf(notes);
    const frame = await edgesOf(picker);
    const send = await edgesOf(page.getByRole("button", { name: "Send", exact: true }));
    expect(text.isWhole, `cut off at ${width} pixels`).toBe(true);
    expect(text.end).toBeLessThanOrEqual(frame.end);
    expect(text.bottom).toBeLessThanOrEqual(frame.bottom);
    expect(frame.end).toBeLessThanOrEqual(send.start);
  }
});

/** Where it is on the page, and whether all of its words are shown. */
function edgesOf(locator: Locator) {
  return locator.evaluate((element) => {
    const { left, right, bottom } = element.getBoundingClientRect();
    const isWhole = element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight;
    return { start: left, end: right, bottom, isWhole };
  });
}
