/** The owner's switches in a browser: pause while replies run, and a user who is blocked and let in again. */
import { expect, type Page } from "@playwright/test";

import { chat, readChunks, requestToken } from "../support/client.ts";
import {
  openAdmin,
  type OwnedService,
  part,
  refresh,
  startOwnedService,
  userRow,
} from "../support/e2e/admin-service.ts";
import { conversation, send, test } from "../support/e2e/fixtures.ts";

let service: OwnedService;

test.beforeAll(async () => void (service = await startOwnedService()));
test.afterAll(() => service.stop());

test("pauses while ten replies run: all are cut within two seconds, and readers are told", async ({
  page,
  browser,
}) => {
  const reader = await browser.newPage();
  await service.signIn(reader, { sub: "reader", name: "Rea Reader" });
  await openAdmin(page, service);
  service.app.provider.behave({ kind: "answer", text: "word ".repeat(900), wordDelayMs: 50 });
  await send(reader, "Talk for a long time");
  await expect(conversation(reader)).toContainText("word word word");
  const replies = await Promise.all(Array.from({ length: 9 }, async () => chat(await service.app.visitor())));
  await expectRunning(page, 10);

  await page.getByRole("textbox", { name: "Reason" }).fill("Looking into a loop");
  // From the moment the browser acts: how long the click itself is held up says nothing about the service.
  const pressed = page.waitForRequest("**/api/admin/pause").then(() => performance.now());
  await page.getByRole("button", { name: "Pause" }).click();
  const chunks = await Promise.all(replies.map(readChunks));
  expect(performance.now() - (await pressed)).toBeLessThan(2_000);
  for (const one of chunks) expect(JSON.parse(one.at(-1)?.errorText ?? "{}")).toMatchObject({ code: "paused" });
  await expect(reader.getByRole("region", { name: "Problem" })).toContainText("The chat is taking a break");
  await expect.poll(() => service.app.provider.calls.filter(({ clientLeft }) => clientLeft).length).toBe(10);

  await expect(part(page, "Service").getByRole("status")).toHaveText("Paused");
  await expect(part(page, "Service")).toContainText(/Looking into a loop.*oidc:owner/);
  await expectRunning(page, 0);
  await expect(part(page, "Alerts")).toContainText("The service is paused. Looking into a loop");

  service.app.provider.behave({ kind: "answer", text: "Here again." });
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(part(page, "Service").getByRole("status")).toHaveText("Answering");
  await expect(part(page, "What admins did")).toContainText("oidc:owner resumed the service");
  await reader.getByRole("button", { name: "Try again" }).click();
  await expect(conversation(reader)).toContainText("Here again.");
  await reader.close();
});

/** The gauge moves with the heartbeat of replies. */
async function expectRunning(page: Page, replies: number): Promise<void> {
  await expect(async () => {
    await refresh(page);
    await expect(part(page, "Service")).toContainText(`${replies} replies running now`, { timeout: 250 });
  }).toPass();
}

test("blocks a user, who is refused from then on, and lets the user in again", async ({ page }) => {
  const carol = await service.app.visitor("oidc:carol/with a way");
  const id = "oidc:carol/with a way";
  await readChunks(await chat(carol));
  await openAdmin(page, service);
  await page.getByRole("button", { name: `Block ${id}`, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: `Block ${id}`, exact: true })).toBeFocused();
  expect((await chat(carol)).status).toBe(200);

  await page.getByRole("button", { name: `Block ${id}`, exact: true }).click();
  await page
    .getByRole("dialog", { name: `Block ${id}?` })
    .getByRole("button", { name: "Block" })
    .click();
  await expect(userRow(page, id)).toContainText("Blocked");
  await expect(part(page, "Blocked accounts")).toContainText(id);
  expect((await requestToken(carol)).status).toBe(401);
  const again = await service.app.visitor(id);
  expect((await chat(again)).status).toBe(403);

  await userRow(page, id)
    .getByRole("button", { name: `Unblock ${id}` })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Unblock" }).click();
  await expect(part(page, "Blocked accounts")).toContainText("Nobody is blocked");
  expect((await requestToken(carol)).status).toBe(401);
  expect((await chat(again)).status).toBe(200);
  await expect(part(page, "What admins did")).toContainText(`oidc:owner unblocked ${id}`);
});

test("blocks by id whoever is in no list", async ({ page }) => {
  await openAdmin(page, service);
  await page.getByRole("textbox", { name: "Block by id" }).fill("guest@192.0.2.7");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Block guest@192.0.2.7?" }).getByRole("button", { name: "Block" }).click();
  await expect(part(page, "Blocked accounts").getByRole("button", { name: "Unblock guest@192.0.2.7" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Block by id" })).toHaveValue("");
});

test.describe("when the session has ended meanwhile", () => {
  test.use({ expectedErrors: [/401 \(Unauthorized\)/] });

  test("says kindly what did not work, with the request's id, and changes nothing", async ({ page, context }) => {
    await openAdmin(page, service);
    await context.clearCookies();
    await page.getByRole("textbox", { name: "Reason" }).fill("Too late");
    await page.keyboard.press("Enter");
    const trouble = part(page, "Service").getByRole("alert");
    await expect(trouble).toContainText("You are signed out.");
    await expect(trouble).toContainText(/Reference [\w-]{36}/);
    await expect(page.getByRole("textbox", { name: "Reason" })).toHaveValue("Too late");
    await expect(part(page, "Service").getByRole("status")).toHaveText("Answering");
  });
});
