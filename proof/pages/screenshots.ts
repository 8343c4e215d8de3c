/** `npm run proof -- screenshots [NAME …]`: every state of every page as a picture in screenshots/, and the README's in docs/images. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium, type Page } from "@playwright/test";

import type { Scene } from "./scene-parts.ts";
import { SCENES } from "./scenes.ts";
import { startSceneService } from "../../tests/support/e2e/scene-service.ts";
import { buildOnce, ROOT } from "../../tests/support/app/build.ts";
import { findChromium } from "../../tests/support/tools.ts";
import { limitStory } from "./limit-story.ts";

const LOOKS = [
  { name: "desk-light", viewport: { width: 1280, height: 832 }, colorScheme: "light" },
  { name: "phone-dark", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

/** The README's pictures: which scene, in which colours. */
const SHOWN = [
  { file: "chat-light.png", scene: "chat-answered", colorScheme: "light" },
  { file: "chat-dark.png", scene: "chat-answered", colorScheme: "dark" },
  { file: "owner.png", scene: "owner", colorScheme: "light" },
] as const;

const wanted = process.argv.slice(2);
const folder = join(ROOT, "screenshots");
mkdirSync(folder, { recursive: true });
await buildOnce();
const service = await startSceneService();
const browser = await chromium.launch({
  executablePath: findChromium() ?? "",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  for (const scene of SCENES.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
    for (const look of LOOKS) await picture(scene, look, join(folder, `${scene.name}-${look.name}.png`));
  if (wanted.length === 0) await readmePictures();
} finally {
  await browser.close();
  await service.stop();
}

type Look = { viewport: { width: number; height: number }; colorScheme: "light" | "dark" };

async function picture(scene: Scene, look: Look, path: string): Promise<void> {
  const page = await newPage(look);
  await scene.play(page, service);
  await settled(page);
  await page.screenshot({ path });
  await page.context().close();
  console.log(path);
}

async function readmePictures(): Promise<void> {
  for (const { file, scene, colorScheme } of SHOWN) {
    const found = SCENES.find(({ name }) => name === scene);
    const look = { viewport: { width: 1200, height: 780 }, colorScheme };
    if (found) await picture(found, look, join(ROOT, "docs/images", file));
  }
  await limitStory(browser, join(ROOT, "docs/images/limit.png"));
}

async function newPage({ viewport, colorScheme }: Look): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  return context.newPage();
}

/** Fonts are there and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
}
