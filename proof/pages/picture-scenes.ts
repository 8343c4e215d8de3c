/** The states of pictures: about to be sent, sent, no longer seen, not kept, and over the page while they are dragged. */
import { expect, type Page } from "@playwright/test";

import { pictures as words } from "../../components/strings/answer.ts";
import { dataUrl, png } from "../../tests/support/chat/pictures.ts";
import { READER, type SceneService } from "../../tests/support/e2e/scene-service.ts";
import type { Scene } from "./scene-parts.ts";

const SEA = png(640, 400, { colour: [46, 110, 158] });
const FIELD = png(360, 480, { colour: [118, 150, 62] });
const SAND = png(500, 300, { colour: [214, 186, 140] });

const kept = (name: string, picture?: Buffer) => ({
  mediaType: "image/png",
  name,
  url: picture ? dataUrl(picture) : "",
});
const question = (id: string, text: string, ...pictures: object[]) => ({ id, role: "user", text, pictures });
const answer = (id: string, text: string) => ({ id, role: "assistant", text });
const PICTURES_CHAT = {
  id: "pictures",
  title: "Colours of a journey",
  updatedAt: Date.UTC(2026, 10, 27, 9),
  messages: [
    question("p1", "Which colour is this?", kept("sand.png", SAND), kept("old.png")),
    answer("p2", "Sand: a pale, warm yellow."),
    question("p3", "And these two?", kept("sea.png", SEA), kept("field.png", FIELD)),
    answer("p4", "The first is the **blue of deep water**, the second the **green of a field in May**."),
  ],
};

async function withDraft(page: Page, service: SceneService): Promise<void> {
  await service.enter(page, READER, [PICTURES_CHAT]);
  await expect(page.getByRole("button", { name: words.add })).toBeEnabled();
  const files = { "sea.png": SEA, "field.png": FIELD };
  await page
    .locator("input[type=file]")
    .setInputFiles(Object.entries(files).map(([name, buffer]) => ({ name, mimeType: "image/png", buffer })));
  for (const name of Object.keys(files)) await expect(page.getByRole("img", { name: words.alt(name) })).toBeVisible();
  await page.getByRole("textbox", { name: "Message" }).fill("Do these colours go together?");
}

export const PICTURE_SCENES: Scene[] = [
  { name: "pictures-draft", play: withDraft },
  {
    name: "pictures-sent",
    play: async (page, service) => {
      await service.enter(page, READER, [PICTURES_CHAT], "/#pictures");
      await expect(page.getByRole("img", { name: words.alt("field.png") })).toBeVisible();
      await expect(page.getByText(words.lost)).toBeVisible();
    },
  },
  {
    name: "pictures-unseen",
    play: async (page, service) => {
      await withDraft(page, service);
      await page.getByRole("combobox", { name: "Model" }).selectOption("gpt-5-mini");
      await expect(page.locator("#message-hint")).toHaveText(words.unseen);
    },
  },
  {
    name: "pictures-dragged",
    play: async (page, service) => {
      await service.enter(page, READER, [PICTURES_CHAT], "/#pictures");
      const dataTransfer = await page.evaluateHandle(() => {
        const data = new DataTransfer();
        data.items.add(new File([], "a.png", { type: "image/png" }));
        return data;
      });
      await expect(async () => {
        await page.getByRole("log").dispatchEvent("dragover", { dataTransfer });
        await expect(page.getByText(words.drop)).toBeVisible({ timeout: 250 });
      }).toPass();
    },
  },
];
