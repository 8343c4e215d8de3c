/** What bounds pictures: their bytes, the room in this browser, and what the chosen model sees. */
import { expect } from "@playwright/test";

import { PICTURE_ROOM } from "../../components/history/picture-room.ts";
import { pictures as words } from "../../components/strings/answer.ts";
import { history } from "../../components/strings/chat.ts";
import { png } from "../support/chat/pictures.ts";
import { ask, conversation, test } from "../support/e2e/fixtures.ts";
import { choose, draft, enter, IMAGE_BYTES, received, withPicturesApp } from "../support/e2e/pictures-page.ts";

withPicturesApp();

test("makes any picture small enough, and says which file is none", async ({ page }) => {
  await enter(page);
  const noise = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2_400, height: 1_800 });
    const context = canvas.getContext("2d");
    const pixels = context?.createImageData(canvas.width, canvas.height);
    if (!context || !pixels) return "";
    for (let at = 0; at < pixels.data.length; at += 4)
      pixels.data.set([Math.random() * 256, Math.random() * 256, Math.random() * 256, 255], at);
    context.putImageData(pixels, 0, 0);
    return canvas.toDataURL("image/jpeg", 0.95).split(",")[1] ?? "";
  });
  await choose(page, ["noise.jpg", Buffer.from(noise, "base64"), "image/jpeg"]);
  await expect(draft(page).getByRole("img", { name: words.alt("noise.jpg") })).toBeVisible();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(conversation(page)).toContainText("A red picture.");
  const [picture] = received();
  expect(picture?.mediaType).toBe("image/jpeg");
  expect(picture?.url.length).toBeLessThanOrEqual("data:image/jpeg;base64,".length + (IMAGE_BYTES / 3) * 4);

  await choose(page, ["fake.png", Buffer.from("<svg/>")]);
  await expect(page.locator("#message-hint")).toHaveText(words.unreadable("fake.png"));
  await expect(draft(page)).toHaveCount(0);
});

test("says when this browser has no more room for pictures, and keeps the words", async ({ page }) => {
  const url = `data:image/png;base64,${"A".repeat(PICTURE_ROOM - 100)}`;
  const before = {
    id: "before",
    role: "user",
    text: "Large",
    pictures: [{ mediaType: "image/png", name: "a.png", url }],
  };
  const chat = { id: "full", updatedAt: Date.now() - 1_000, messages: [before] };
  await enter(page, [["chat/github:5/full", JSON.stringify(chat)]]);
  await choose(page, ["red.png", png()]);
  await ask(page, "What do you see?");
  await expect(page.getByText(history.pictures)).toBeVisible();
  await page.reload();
  await expect(conversation(page)).toContainText("What do you see?");
  await expect(conversation(page)).toContainText(words.lost);
});

test("follows what the chosen model sees", async ({ page }) => {
  await enter(page);
  await choose(page, ["red.png", png()]);
  await ask(page, "What do you see?");
  await choose(page, ["blue.png", png()]);
  const picker = page.getByRole("combobox", { name: "Model" });
  await expect(picker.getByRole("option", { name: /gpt-5-mini.*no pictures/ })).toBeAttached();
  await picker.selectOption("gpt-5-mini");
  await expect(page.getByRole("button", { name: words.unseen })).toBeDisabled();
  await expect(page.locator("#message-hint")).toHaveText(words.unseen);
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await expect(conversation(page)).toContainText(words.old(1));
  await page.getByRole("button", { name: words.remove("blue.png") }).click();
  await ask(page, "And in words?");
  expect(received()).toHaveLength(0);
});
