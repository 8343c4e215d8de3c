/** The owner's page as axe-core sees it, and as a phone does: with no data, with much, paused, without a store, light and dark. */
import { expect, type Page } from "@playwright/test";

import { keys } from "../../lib/store/keys.ts";
import {
  openAdmin,
  type OwnedService,
  part,
  refresh,
  startOwnedService,
} from "../../tests/support/e2e/admin-service.ts";
import { expectClean } from "./expect-clean.ts";
import { test } from "../../tests/support/e2e/fixtures.ts";

const USERS = 10_000;
const DESKTOP = { width: 1280, height: 900 };
/** Width and colours have nothing to do with each other, so two looks see both of each. */
const LOOKS = [
  [DESKTOP, "light"],
  [{ width: 390, height: 844 }, "dark"],
] as const;

let service: OwnedService;

test.beforeAll(async () => void (service = await startOwnedService()));
test.afterAll(() => service.stop());

/** In both themes, wide and narrow; and nothing scrolls sideways. */
async function expectCleanEverywhere(page: Page): Promise<void> {
  for (const [viewport, colorScheme] of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectClean(page, `${viewport.width} px, ${colorScheme}`);
  }
}

test("the owner's page with no data at all", async ({ page }) => {
  await openAdmin(page, service);
  await expect(part(page, "Who used it today")).toContainText("Nobody has chatted today.");
  await expectCleanEverywhere(page);
});

test("the owner's page with ten thousand users, page by page", async ({ page }) => {
  await fill(USERS);
  await openAdmin(page, service);
  await expect(part(page, "Who used it today")).toContainText("10,000 users");
  await expectCleanEverywhere(page);
  await page.setViewportSize(DESKTOP);
  const rows = part(page, "Who used it today").getByRole("row");
  await expect(rows).toHaveCount(51);
  for (const [name, first] of [
    ["Page 2", "user-9949"],
    ["Page 200", "user-49"],
  ] as const) {
    await page.getByRole("link", { name, exact: true }).click();
    await expect(rows.nth(1)).toContainText(first);
    await expect(page.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
  }
  await page.goto(`${service.app.origin}/admin?page=201`);
  await expect(part(page, "Who used it today")).toContainText("There is no page 201.");
  await page.goto(`${service.app.origin}/admin?page=nonsense`);
  await expect(rows.nth(1)).toContainText("user-9999");
});

test("the owner's page with a question open, and paused", async ({ page }) => {
  await fill(60);
  await openAdmin(page, service);
  await page
    .getByRole("button", { name: /^Block user-/ })
    .first()
    .click();
  await expectCleanEverywhere(page);
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Reason" }).fill("Night");
  await page.keyboard.press("Enter");
  await expect(part(page, "Service").getByRole("status")).toHaveText("Paused");
  await expectCleanEverywhere(page);
});

test.describe("when the store is away", () => {
  test.use({ expectedErrors: [/503 \(Service Unavailable\)/] });

  test("the owner's page says so, and is itself again without being asked", async ({ page }) => {
    await openAdmin(page, service);
    process.kill(service.redis.pid, "SIGSTOP");
    await refresh(page);
    await expect(page.getByRole("heading", { name: "The store does not answer" })).toBeVisible();
    await expectCleanEverywhere(page);
    process.kill(service.redis.pid, "SIGCONT");
    await expect(part(page, "Service")).toBeVisible({ timeout: 20_000 });
  });
});

/** One user a micro-USD apart from the next. */
async function fill(users: number): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const pipeline = service.db.pipeline().hset(keys.serviceSpend, day, 1_234_567);
  for (let at = 0; at < users; at += 1) {
    const id = `user-${at}`;
    pipeline.zadd(keys.spenders(day), at, id).hset(keys.userSpend(id), day, at);
    pipeline.hset(keys.accounts(day), id, `1 ${new Date().toISOString()} member`);
  }
  pipeline.hset(keys.statistics(day), { replies: users, "ended.stop": users, "refused.rate_limited": 7 });
  await pipeline.exec();
}
