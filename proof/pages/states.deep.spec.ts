/** Every state that a visitor can meet, as axe-core sees it: on a desk in light colours, on a phone in dark ones. */
import { test as base } from "@playwright/test";

import { expectClean } from "./expect-clean.ts";
import { type SceneService, startSceneService } from "../../tests/support/e2e/scene-service.ts";
import { SCENES } from "./scenes.ts";

const DESK = { viewport: { width: 1280, height: 832 }, colorScheme: "light" } as const;
const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: "dark" } as const;

let service: SceneService;

base.beforeAll(async () => void (service = await startSceneService()));
base.afterAll(() => service.stop());

SCENES.forEach((scene, at) => {
  // Refusals differ in words and icon only, so they take turns.
  const looks = scene.name.startsWith("refused") ? [at % 2 ? PHONE : DESK] : [DESK, PHONE];
  base(scene.name, async ({ browser }) => {
    for (const look of looks) {
      const context = await browser.newContext({ ...look, reducedMotion: "reduce" });
      const page = await context.newPage();
      await scene.play(page, service);
      await expectClean(page, `${look.viewport.width} px, ${look.colorScheme}`);
      await context.close();
    }
  });
});
