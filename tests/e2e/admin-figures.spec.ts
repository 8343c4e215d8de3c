/** A day as the owner sees it, against what the scripted provider's usage costs on paper. */
import { expect, type Locator } from "@playwright/test";

import { chat, chatBody, readChunks } from "../support/client.ts";
import { memberCookie } from "../support/session.ts";
import {
  openAdmin,
  type OwnedService,
  part,
  refresh,
  startOwnedService,
  userRow,
} from "../support/e2e/admin-service.ts";
import { test } from "../support/e2e/fixtures.ts";

/** Micro-USD per million tokens, copied from the price list by hand: nothing here comes from the code that is tested. */
const PRICES = {
  "gpt-6-luna": { input: 100_000n, cachedInput: 10_000n, output: 500_000n },
  "gpt-5-mini": { input: 250_000n, cachedInput: 25_000n, output: 2_000_000n },
};

type Reply = { who: string; model: keyof typeof PRICES; usage: { input: number; cachedInput: number; output: number } };

const DAY: Reply[] = [
  { who: "carol", model: "gpt-6-luna", usage: { input: 1_003, cachedInput: 0, output: 77 } },
  { who: "carol", model: "gpt-5-mini", usage: { input: 4_321, cachedInput: 1_024, output: 1_999 } },
  { who: "dave", model: "gpt-6-luna", usage: { input: 7, cachedInput: 7, output: 1 } },
  { who: "carol", model: "gpt-6-luna", usage: { input: 2_500, cachedInput: 2_048, output: 333 } },
  { who: "dave", model: "gpt-5-mini", usage: { input: 999, cachedInput: 0, output: 16 } },
];

/** Each reply is rounded up to a whole micro-USD. */
function onPaper(replies: Reply[]): number {
  const costs = replies.map(({ model, usage: { input, cachedInput, output } }) => {
    const price = PRICES[model];
    const parts = [
      BigInt(input - cachedInput) * price.input,
      BigInt(cachedInput) * price.cachedInput,
      BigInt(output) * price.output,
    ];
    return (parts.reduce((sum, one) => sum + one) + 999_999n) / 1_000_000n;
  });
  return Number(costs.reduce((sum, cost) => sum + cost, 0n));
}

let service: OwnedService;

test.beforeAll(async () => void (service = await startOwnedService()));
test.afterAll(() => service.stop());

test("the owner sees the day that was, equal to the micro-USD", async ({ page }) => {
  await openAdmin(page, service);
  await expect(part(page, "The last 30 days")).toContainText("Nothing has been spent yet.");
  await expect(part(page, "Who used it today")).toContainText("Nobody has chatted today.");

  for (const { who, model, usage } of DAY) {
    // One word: a bill of fewer tokens than arrived is not believed.
    service.app.provider.behave({ kind: "answer", text: "Yes.", usage });
    await readChunks(await chat(await service.app.visitor(who), { body: chatBody("Hello", { model }) }));
  }
  const carol = await service.app.visitor("carol");
  for (const body of ["not JSON", chatBody("Hello", { model: "gpt-6-sol" })])
    expect((await chat(carol, { body })).ok).toBe(false);

  // Refusals are counted once a second.
  await expect(async () => {
    await refresh(page);
    await expect(part(page, "Refused today").getByRole("row", { name: /model_not_allowed/ })).toContainText("1", {
      timeout: 500,
    });
  }).toPass();
  await expect(part(page, "Refused today").getByRole("row", { name: /invalid_request/ })).toContainText("1");
  await expect(part(page, "How today’s replies ended").getByRole("row", { name: /Complete/ })).toContainText(
    `${DAY.length}`,
  );

  const total = onPaper(DAY);
  await expectSum(part(page, "Today"), total);
  await expectSum(part(page, "This month"), total);
  await expectSum(part(page, "The last 30 days"), total);
  await expectSum(page.getByRole("region", { name: "Spend per day" }).getByRole("row").nth(1), total);
  for (const who of ["carol", "dave"]) {
    const own = DAY.filter((reply) => reply.who === who);
    const [plan, replies, spend] = await userRow(page, who).getByRole("cell").all();
    await expect(plan as Locator).toHaveText("member");
    await expect(replies as Locator).toHaveText(`${own.length}`);
    await expectSum(spend as Locator, onPaper(own));
  }
});

test("programs read the same figures", async () => {
  const response = await fetch(`${service.app.origin}/api/admin/usage`, {
    headers: { cookie: await memberCookie({ sub: "owner" }) },
  });
  const total = onPaper(DAY);
  const carols = onPaper(DAY.filter(({ who }) => who === "carol"));
  expect(await response.json()).toMatchObject({
    service: [{ usedMicroUsd: total }, { usedMicroUsd: total }],
    users: [
      { id: "carol", plan: "member", usedMicroUsd: carols },
      { id: "dave", plan: "member", usedMicroUsd: total - carols },
    ],
    paused: false,
  });
});

/** The first sum in a part, exact. */
async function expectSum(place: Locator, microUsd: number): Promise<void> {
  await expect(place.locator("data").first()).toHaveAttribute("value", `${microUsd}`);
}
