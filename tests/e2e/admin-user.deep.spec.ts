/** The owner's page of one user in a browser: found by id, granted, paid, signed out, blocked; and what was changed stands there. */
import { expect, type Page } from "@playwright/test";

import { chat, readChunks, requestToken } from "../support/client.ts";
import { openAdmin, type OwnedService, part, startOwnedService } from "../support/e2e/admin-service.ts";
import { test } from "../support/e2e/fixtures.ts";

/** A slash, a space and a dot: an id may hold any sign. */
const ID = "oidc:eve/the 2nd.";

let service: OwnedService;

test.beforeAll(async () => void (service = await startOwnedService()));
test.afterAll(() => service.stop());

async function openUser(page: Page, id = ID): Promise<void> {
  await openAdmin(page, service);
  await page.getByRole("textbox", { name: "Find a user by id" }).fill(id);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: id, exact: true })).toBeVisible();
}

const account = (page: Page) => part(page, "Account");
const granted = (page: Page) => part(page, "What is granted");
const credit = (page: Page) => part(page, "Credit");
const changes = (page: Page) => part(page, "What was changed");

test("grants a plan, a budget and an end by keys alone, and takes all of it back", async ({ page }) => {
  const eve = await service.app.visitor(ID);
  await readChunks(await chat(eve));
  await openUser(page);
  await expect(account(page)).toContainText("Member");
  await expect(account(page)).toContainText("Replies today1");
  await expect(part(page, "Messages left")).toContainText("Within 5 minutes");

  await granted(page).getByRole("combobox", { name: "Plan" }).focus();
  await page.keyboard.type("Admin");
  await granted(page).getByRole("textbox", { name: "A day’s budget" }).focus();
  await page.keyboard.type("1.5");
  await granted(page).getByLabel("Until").fill("2090-01-01T10:30");
  await granted(page).getByRole("textbox", { name: "Note" }).focus();
  await page.keyboard.type("a pilot");
  await page.keyboard.press("Enter");
  await expect(granted(page).getByRole("status")).toHaveText("Saved.");
  await expect(account(page)).toContainText("Admin (granted)");
  await expect(account(page)).toContainText("1 January 2090 at 10:30");
  await expect(part(page, "Today")).toContainText("of $1.50");
  await expect(changes(page)).toContainText(
    "oidc:owner changed the grant: plan admin, day $1.5, until 2090-01-01T10:30:00.000Z, note a pilot",
  );
  const usage = await fetch(`${service.app.origin}/api/usage`, { headers: { cookie: eve.cookie } });
  expect(await usage.json()).toMatchObject({ plan: "admin", spend: [{ limitMicroUsd: 1_500_000 }, {}] });

  // What was not touched is not sent.
  await granted(page).getByRole("textbox", { name: "A day’s budget" }).fill("");
  await granted(page).getByRole("button", { name: "Save" }).click();
  await expect(changes(page)).toContainText("changed the grant: day removed");
  await expect(granted(page).getByRole("textbox", { name: "Note" })).toHaveValue("a pilot");

  await granted(page).getByRole("button", { name: "Remove the grant" }).click();
  await expect(account(page)).not.toContainText("granted");
  await expect(granted(page).getByRole("textbox", { name: "Note" })).toHaveValue("");
});

test("says what is wrong, sends nothing, and leads to the field", async ({ page }) => {
  const sent: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
  await openUser(page);
  const before = sent.length;
  const month = granted(page).getByRole("textbox", { name: "A month’s budget" });
  await month.fill("a lot");
  await month.press("Enter");
  await expect(granted(page).getByRole("alert")).toContainText("The month’s budget must be an amount");
  await expect(month).toBeFocused();
  await expect(month).toHaveAttribute("aria-invalid", "true");
  await expect(month).toHaveAccessibleDescription(/must be an amount/);
  await credit(page).getByRole("textbox", { name: "Amount" }).fill("-1");
  await credit(page).getByRole("button", { name: "Add" }).click();
  await expect(credit(page).getByRole("alert")).toContainText("The amount must be above zero");
  await month.fill("3");
  await granted(page).getByRole("button", { name: "Save" }).click();
  await expect(granted(page).getByRole("status")).toHaveText("Saved.");
  await expect(granted(page).getByRole("alert")).toBeEmpty();
  expect(sent.slice(before)).toEqual([expect.stringContaining("/api/admin/users/")]);
});

test.describe("when an answer is lost", () => {
  test.use({ expectedErrors: [/ERR_FAILED/] });

  test("adds credit once for all its repetitions, and takes it back down to zero", async ({ page }) => {
    await openUser(page);
    const amount = credit(page).getByRole("textbox", { name: "Amount" });
    // The payment arrives, and its answer does not.
    await page.route("**/credit", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await amount.fill("5");
    await amount.press("Enter");
    await expect(credit(page).getByRole("alert")).toContainText("could not be reached");
    await page.unroute("**/credit");
    await amount.press("Enter");
    await expect(credit(page).getByRole("status")).toHaveText("Done: $5.00 is left now.");
    await expect(changes(page)).toContainText(/changed the credit: \+\$5\.00, key owner/);

    await amount.fill("2.25");
    await amount.press("Enter");
    await expect(credit(page).getByRole("status")).toHaveText("Done: $7.25 is left now.");
    await page.getByRole("link", { name: "Owner’s page" }).click();
    await expect(part(page, "Service")).toContainText("$7.25 of prepaid credit is outstanding");
    await part(page, "What admins did").getByRole("link", { name: ID }).first().click();
    await credit(page).getByRole("textbox", { name: "Amount" }).fill("100");
    await credit(page).getByRole("button", { name: "Take back" }).click();
    await expect(credit(page).getByRole("status")).toHaveText("Done: $0.00 is left now.");
    await expect(changes(page)).toContainText(/changed the credit: −\$100\.00/);
  });
});

test("signs out and blocks, and both end what began before", async ({ page }) => {
  const eve = await service.app.visitor(ID);
  await openUser(page);
  await account(page).getByRole("button", { name: "Sign out" }).click();
  await page
    .getByRole("dialog", { name: `Sign out ${ID}?` })
    .getByRole("button", { name: "Sign out" })
    .click();
  await expect(account(page)).toContainText("Every session from before has ended.");
  await expect(account(page).getByRole("button", { name: "Sign out" })).toBeFocused();
  expect((await requestToken(eve)).status).toBe(401);

  const again = await service.app.visitor(ID);
  expect((await requestToken(again)).status).toBe(200);
  await account(page)
    .getByRole("button", { name: `Block ${ID}` })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
  await expect(account(page)).toContainText("Blocked");
  expect((await requestToken(again)).status).toBe(401);
  await account(page)
    .getByRole("button", { name: `Unblock ${ID}` })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Unblock" }).click();
  await expect(account(page)).toContainText("May chat");
  await expect(changes(page)).toContainText("oidc:owner let the account in again");
});

test.describe("to anyone else", () => {
  test.use({ expectedErrors: [/404 \(Not Found\)/] });

  test("there is no such page", async ({ page }) => {
    await service.signIn(page, { sub: "member", name: "Mem Ber" });
    const answer = await page.goto(`${service.app.origin}/admin/user?id=oidc%3Aowner`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "Nothing lives here" })).toBeVisible();
    expect((await page.content()).match(/granted|budget|credit/i)).toBeNull();
  });
});

test("fits a phone: nothing is cut off or scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openUser(page, `oidc:${"a-very-long-id-".repeat(12)}`);
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(overflow)).toBe(0);
});
