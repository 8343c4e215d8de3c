/** What visitors see of grants and sessions: credit in the meter, signing out everywhere, and a list that they are not on. */
import { expect, type Page } from "@playwright/test";

import { keys } from "../../lib/store/keys.ts";
import type { OidcUser } from "../support/sign-in/oidc.ts";
import { type OwnedService, startOwnedService } from "../support/e2e/admin-service.ts";
import { ask, test } from "../support/e2e/fixtures.ts";

const SECRET = "local-grants-secret-of-forty-characters!";
const ADA: OidcUser = { sub: "ada", name: "Ada Lovelace", email: "ada@example.com", email_verified: true };

let service: OwnedService;

test.beforeAll(async () => {
  service = await startOwnedService({ ALLOWED_EMAILS: "@example.com", GUEST_ACCESS: "", GRANTS_SECRET: SECRET });
});
test.afterAll(() => service.stop());

async function machine(method: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${service.app.origin}/api/admin/users/${path}`, {
    method,
    headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

async function openLimits(page: Page) {
  await page.getByRole("button", { name: /left$/ }).click();
  return page.getByRole("dialog", { name: "Your limits" });
}

test("credit shows in the meter, and pays when the day has no room", async ({ page }) => {
  service.app.provider.behave({ kind: "answer", text: "Paid for." });
  await service.signIn(page, ADA);
  await expect(await openLimits(page)).not.toContainText("Credit");
  await page.keyboard.press("Escape");

  await machine("PUT", "oidc%3Aada", { budgetUsd: { day: 0 } });
  await machine("POST", "oidc%3Aada/credit", { microUsd: 2_500_000, key: "pi_1" });
  const limits = await openLimits(page);
  await expect(limits.getByRole("heading", { name: "Credit left" })).toContainText("$2.50");
  await expect(limits).toContainText("no day resets it");
  await page.keyboard.press("Escape");

  await ask(page, "Is this still free?");
  await expect.poll(async () => Number(await service.db.get(keys.credit("oidc:ada")))).toBeLessThan(2_500_000);
  await expect(await openLimits(page)).toContainText(/About [\d,]+ usual answers of/);
});

test("signs out everywhere: the other browser's session is over, and a new one stays", async ({ page, browser }) => {
  const elsewhere = await (await browser.newContext()).newPage();
  await service.signIn(elsewhere, ADA);
  await service.signIn(page, ADA);
  await page.getByRole("button", { name: `Account: ${ADA.name}` }).click();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByRole("button", { name: "Continue with Single sign-on" })).toBeVisible();

  expect((await elsewhere.request.get(`${service.app.origin}/api/usage`)).status()).toBe(401);
  await elsewhere.reload();
  await expect(elsewhere.getByRole("button", { name: "Continue with Single sign-on" })).toBeVisible();
  await service.signIn(elsewhere, ADA);
  expect((await elsewhere.request.get(`${service.app.origin}/api/usage`)).status()).toBe(200);
  await elsewhere.context().close();
});

test.describe("when the service cannot be reached", () => {
  test.use({ expectedErrors: [/ERR_FAILED/] });

  test("signing out everywhere says so, and the session stays", async ({ page }) => {
    await service.signIn(page, ADA);
    await page.route("**/api/session/end-all", (route) => route.abort());
    await page.getByRole("button", { name: `Account: ${ADA.name}` }).click();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "did not work" })).toBeVisible();
    expect((await page.request.get(`${service.app.origin}/api/usage`)).status()).toBe(200);
  });
});

for (const [what, claims] of [
  ["an address that is not on the list", { email: "eve@evil-example.com", email_verified: true }],
  ["an address on the list that nobody has verified", { email: "eve@example.com" }],
] as const)
  test(`${what} is refused kindly, and gets no session`, async ({ page, context }) => {
    await service.knock(page, { sub: "eve", name: "Eve", ...claims });
    await expect(page.getByRole("alert").filter({ hasText: "This service is for invited people" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Continue with Single sign-on" })).toBeEnabled();
    const names = (await context.cookies()).map(({ name }) => name);
    expect(names.filter((name) => name.includes("session"))).toEqual([]);
  });
