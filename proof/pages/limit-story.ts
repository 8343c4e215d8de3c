/** A limit acting, in three frames side by side: some messages left, none left and counting down, the panel that explains it. */
import { type Browser, expect, type Page } from "@playwright/test";

import { ask, send } from "../../tests/support/e2e/fixtures.ts";
import { startApp } from "../../tests/support/app/app.ts";
import { memberCookie } from "../../tests/support/session.ts";

const LIMIT = 3;
const PHONE = { width: 390, height: 640 };

/** @param path where the picture goes */
export async function limitStory(browser: Browser, path: string): Promise<void> {
  const app = await startApp({
    safeguards: { plans: { member: { requests: { "5m": LIMIT, "1h": 100, "1d": 300 } } } },
    behaviour: { kind: "answer", text: "About 60 g to a litre of water." },
  });
  const context = await browser.newContext({ viewport: PHONE, reducedMotion: "reduce" });
  const [name = "", value = ""] = (await memberCookie({ sub: "ada", name: "Ada" })).split("=");
  await context.addCookies([{ name, value, url: app.origin }]);
  try {
    const page = await context.newPage();
    await page.goto(app.origin);
    await strip(context.newPage.bind(context), await frames(page), path);
  } finally {
    await context.close();
    await app.stop();
  }
}

async function frames(page: Page): Promise<Buffer[]> {
  await ask(page, "How much coffee for a litre?");
  await ask(page, "And for half?");
  await expect(page.getByRole("button", { name: "1 left" })).toBeVisible();
  const first = await page.screenshot();
  await ask(page, "And for a quarter?");
  await send(page, "And for a thimble?");
  await expect(page.getByRole("timer")).toBeVisible();
  const second = await page.screenshot();
  await page.getByRole("button", { name: "0 left" }).click();
  await expect(page.getByRole("dialog", { name: "Your limits" })).toBeVisible();
  return [first, second, await page.screenshot()];
}

async function strip(open: () => Promise<Page>, shots: Buffer[], path: string): Promise<void> {
  const page = await open();
  await page.setViewportSize({ width: 1260, height: 680 });
  const images = shots.map((shot) => `<img src="data:image/png;base64,${shot.toString("base64")}">`);
  await page.setContent(
    `<style>body{margin:0;padding:20px;display:flex;gap:20px;background:#d9d5cb}img{width:390px;border-radius:20px}</style>${images.join("")}`,
  );
  await page.screenshot({ path });
}
