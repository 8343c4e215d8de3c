/** The chat page with pictures in its messages, on an app of its own, for the journeys that try them. */
import { expect, type Page } from "@playwright/test";

import { pictures as words } from "../../../components/strings/answer.ts";
import { type App, startApp } from "../app/app.ts";
import { png } from "../chat/pictures.ts";
import { memberCookie } from "../session.ts";
import { conversation, test } from "./fixtures.ts";

export const IMAGE_BYTES = 60_000;
const SAFEGUARDS = {
  models: { "gpt-6-luna": { images: true, imageTokens: 2_000 } },
  plans: { member: { images: 2 } },
  limits: { imageBytes: IMAGE_BYTES },
};

let app: App;

/** Called once by each file of journeys. */
export function withPicturesApp(): void {
  test.beforeAll(async () => void (app = await startApp({ safeguards: SAFEGUARDS })));
  test.afterAll(() => app.stop());
  test.beforeEach(() => app.provider.behave({ kind: "answer", text: "A red picture." }));
}

export async function enter(page: Page, entries: [string, string][] = []): Promise<void> {
  const [name = "", value = ""] = (await memberCookie({ sub: "github:5", name: "Ada" })).split("=");
  await page.context().addCookies([{ name, value, url: app.origin }]);
  await page.addInitScript((stored) => {
    for (const [key, text] of stored) if (!localStorage.getItem(key)) localStorage.setItem(key, text);
  }, entries);
  await page.goto(app.origin);
  await expect(page.getByRole("button", { name: words.add })).toBeEnabled();
}

export async function choose(page: Page, ...files: [string, Buffer, string?][]): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: words.add }).click();
  await (await choosing).setFiles(files.map(([name, buffer, mimeType = "image/png"]) => ({ name, mimeType, buffer })));
}

/** A real event of the browser's, with a file in it. */
export async function bring(page: Page, how: "paste" | "drop", name: string): Promise<void> {
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
export function leavesFor(page: Page): Promise<boolean> {
  return page.locator("body").evaluate((body) => {
    const data = new DataTransfer();
    data.items.add(new File(["a file"], "beside.png", { type: "image/png" }));
    return body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  });
}

export const draft = (page: Page) => page.locator("form").getByRole("list", { name: words.title });
export const sentPicture = (page: Page, name: string) => conversation(page).getByRole("img", { name: words.alt(name) });

/** The pictures of the provider's last call. */
export function received(): { mediaType: string; url: string }[] {
  const { raw = "" } = app.provider.calls.at(-1) ?? {};
  return Array.from(raw.matchAll(/data:(image\/\w+);base64,[A-Za-z0-9+/=]+/g), ([url, mediaType = ""]) => ({
    mediaType,
    url,
  }));
}
