/** Pictures in a message: chosen, pasted, dropped, taken out, sent, kept, and what is said when there is no room for them. */
import { expect, type Page } from "@playwright/test";

import { PICTURE_ROOM } from "../../components/history/picture-room.ts";
import { history, pictures as words } from "../../components/strings.ts";
import { startApp, type App } from "../support/app/app.ts";
import { png } from "../support/chat/pictures.ts";
import { ask, conversation, send, test } from "../support/e2e/fixtures.ts";
import { memberCookie } from "../support/session.ts";

const IMAGE_BYTES = 60_000;
const SAFEGUARDS = {
  models: { "gpt-6-luna": { images: true, imageTokens: 2_000 } },
  plans: { member: { images: 2 } },
  limits: { imageBytes: IMAGE_BYTES },
};

let app: App;
test.beforeAll(async () => void (app = await startApp({ safeguards: SAFEGUARDS })));
test.afterAll(() => app.stop());
test.beforeEach(() => app.provider.behave({ kind: "answer", text: "A red picture." }));

async function enter(page: Page, entries: [string, string][] = []): Promise<void> {
  const [name = "", value = ""] = (await memberCookie({ sub: "github:5", name: "Ada" })).split("=");
  await page.context().addCookies([{ name, value, url: app.origin }]);
  await page.addInitScript((stored) => {
    for (const [key, text] of stored) if (!localStorage.getItem(key)) localStorage.setItem(key, text);
  }, entries);
  await page.goto(app.origin);
  await expect(page.getByRole("button", { name: words.add })).toBeEnabled();
}

async function choose(page: Page, ...files: [string, Buffer, string?][]): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: words.add }).click();
  await (await choosing).setFiles(files.map(([name, buffer, mimeType = "image/png"]) => ({ name, mimeType, buffer })));
}

/** A real event of the browser's, with a file in it. */
async function bring(page: Page, how: "paste" | "drop", name: string): Promise<void> {
  const base64 = png(40, 30, { colour: [20, 90, 200] }).toString("base64");
  await page.getByRole("textbox", { name: "Message" }).evaluate(
    (field, { how, name, base64 }) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: "image/png" }));
      const init = { bubbles: true, cancelable: true };
      if (how === "paste") field.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }));
      else field.dispatchEvent(new DragEvent("drop", { ...init, dataTransfer: data }));
    },
    { how, name, base64 },
  );
}

/** @returns whether the browser would leave the page to show the file */
function leavesFor(page: Page): Promise<boolean> {
  return page.locator("body").evaluate((body) => {
    const data = new DataTransfer();
    data.items.add(new File(["a file"], "beside.png", { type: "image/png" }));
    return body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  });
}

const draft = (page: Page) => page.locator("form").getByRole("list", { name: words.title });
const sentPicture = (page: Page, name: string) => conversation(page).getByRole("img", { name: words.alt(name) });

/** The pictures of the provider's last call. */
function received(): { mediaType: string; url: string }[] {
  const { raw = "" } = app.provider.calls.at(-1) ?? {};
  return Array.from(raw.matchAll(/data:(image\/\w+);base64,[A-Za-z0-9+/=]+/g), ([url, mediaType = ""]) => ({
    mediaType,
    url,
  }));
}

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
