/** The owner's page is for the owner: to everyone else there is nothing there, whatever they claim to be. */
import { expect } from "@playwright/test";

import { keys } from "../../lib/store/keys.ts";
import { cookie, guestCookie, memberCookie } from "../support/session.ts";
import { openAdmin, OWNER, type OwnedService, startOwnedService } from "../support/e2e/admin-service.ts";
import { test } from "../support/e2e/fixtures.ts";

let service: OwnedService;

test.beforeAll(async () => void (service = await startOwnedService()));
test.afterAll(() => service.stop());

const NOBODY: [string, () => Promise<string>, number][] = [
  ["a stranger", async () => "", 401],
  ["a guest", () => guestCookie("g1"), 403],
  ["a member", () => memberCookie({ sub: "member" }), 403],
  [
    "a member who claims the plan",
    () => cookie({ sub: "m", name: "M", plan: "admin", role: "admin", email: "m@example.com" }),
    403,
  ],
  ["a guest with the owner's address", () => cookie({ sub: "g", guest: true, email: "owner@example.com" }), 403],
  [
    "a session that somebody else signed",
    () => cookie({ sub: "owner", email: "owner@example.com" }, "x".repeat(32)),
    401,
  ],
];

for (const [who, mint, status] of NOBODY)
  test(`gives ${who} nothing`, async () => {
    const headers = { cookie: await mint(), origin: service.app.origin, "content-type": "application/json" };
    const page = await fetch(`${service.app.origin}/admin`, { headers });
    expect(page.status).toBe(404);
    expect((await page.text()).match(/owner|blocked|pause|spend/i)).toBeNull();

    const call = (path: string, body?: object) =>
      fetch(service.app.origin + path, { headers, ...(body && { method: "PUT", body: JSON.stringify(body) }) });
    const answers = await Promise.all([
      call("/api/admin/usage"),
      call("/api/admin/pause", { paused: true, reason: "" }),
      call("/api/admin/users/oidc%3Aowner", { blocked: true }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
    expect(await service.db.exists(keys.pause, keys.blocked("oidc:owner"), keys.audit)).toBe(0);
  });

test("gives an admin the way in from the chat, and back", async ({ page }) => {
  await openAdmin(page, service);
  await expect(page).toHaveTitle(/Owner/);
  await page.getByRole("link", { name: "Back to the chat" }).click();
  await expect(page.getByRole("heading", { name: `Hello, ${OWNER.name}` })).toBeVisible();
});

test.describe("an address that the provider does not call verified", () => {
  test.use({ expectedErrors: [/404 \(Not Found\)/] });

  for (const claim of [{ email_verified: false }, {}])
    test(`opens nothing: ${JSON.stringify(claim)}`, async ({ page }) => {
      const { email_verified: _, ...unproven } = OWNER;
      await service.signIn(page, { ...unproven, ...claim, sub: "somebody", name: "Some Body" });
      await page.getByRole("button", { name: "Account: Some Body" }).click();
      await expect(page.getByRole("dialog", { name: "Account" })).toContainText("Member plan");
      await expect(page.getByRole("link", { name: /Owner/ })).toHaveCount(0);
      const answer = await page.goto(`${service.app.origin}/admin`);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { name: "Nothing lives here" })).toBeVisible();
      expect((await page.request.get(`${service.app.origin}/api/admin/usage`)).status()).toBe(403);
    });
});
