/** The webhook route that docs/customising.md shows is this one, and does what the page says. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { ROOT } from "../support/app/build.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { storeCommand } from "../support/store/dump.ts";
import { describeEachStore } from "../support/store/stores.ts";

const SECRET = "whsec_local_test";
const NOW = () => Math.floor(Date.now() / 1000);
const METADATA = { account: "github:7", plan: "admin" };

/** As Stripe documents it: HMAC-SHA256 of "<time>.<raw body>". */
function sign(body: string, { time = NOW(), secret = SECRET } = {}): string {
  return `t=${time},v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")},v0=6ffbb59b2300aae6`;
}

const event = (id: string, type: string, object: object, previous_attributes?: object) =>
  JSON.stringify({ id, object: "event", type, data: { object, ...(previous_attributes && { previous_attributes }) } });
const payment = (id = "pi_1", cents = 500) =>
  event(`evt of ${id}`, "payment_intent.succeeded", {
    id,
    amount_received: cents,
    currency: "usd",
    metadata: METADATA,
  });
const refund = (id: string, amount_refunded: number, before: number) =>
  event(
    id,
    "charge.refunded",
    { id: "ch_1", payment_intent: "pi_1", amount: 500, amount_refunded, currency: "usd", metadata: METADATA },
    { amount_refunded: before },
  );

it("is the route that the page shows, line by line", () => {
  const page = readFileSync(join(ROOT, "docs/customising.md"), "utf8");
  expect(page).toContain("```ts\n" + readFileSync(join(ROOT, "tests/docs/stripe-route.ts"), "utf8") + "```\n");
});

describeEachStore("the webhook", (store) => {
  let subscription: object;
  beforeEach(() => {
    vi.spyOn(console, "info").mockImplementation(() => {});
    freshEnvironment({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      STRIPE_WEBHOOK_SECRET: SECRET,
      STRIPE_SECRET_KEY: "sk_local_test",
    });
    const network = globalThis.fetch;
    vi.stubGlobal("fetch", (url: string | URL, init?: RequestInit) =>
      String(url).startsWith("https://api.stripe.com/")
        ? Promise.resolve(Response.json(subscription))
        : network(url, init),
    );
  });
  afterEach(() => vi.unstubAllGlobals());

  async function tell(body: string, signature = sign(body)): Promise<number> {
    const { POST } = await import("./stripe-route.ts");
    const headers = { "stripe-signature": signature };
    return (await POST(new Request("http://chat.test/api/stripe", { method: "POST", headers, body }))).status;
  }
  const credit = async () => Number(await storeCommand(store(), ["GET", keys.credit("github:7")]));
  const grant = () => storeCommand(store(), ["GET", keys.grant("github:7")]);

  it("adds a payment once, however often it is told", async () => {
    expect(await Promise.all(Array.from({ length: 5 }, () => tell(payment())))).toEqual([200, 200, 200, 200, 200]);
    expect(await credit()).toBe(5_000_000);
  });

  it.each<[string, string[]]>([
    ["in order", [payment(), refund("evt_a", 100, 0), refund("evt_b", 300, 100)]],
    ["out of order", [refund("evt_b", 300, 100), refund("evt_a", 100, 0), payment()]],
    ["twice", [refund("evt_a", 100, 0), payment(), refund("evt_a", 100, 0), refund("evt_b", 300, 100), payment()]],
  ])("takes refunds back that come %s", async (_, told) => {
    for (const body of told) expect(await tell(body)).toBe(200);
    expect(await credit()).toBe(2_000_000);
  });

  it("grants what Stripe says holds now, whatever the order of the events", async () => {
    const end = NOW() + 1_000;
    const items = { data: [{ current_period_end: end }] };
    const changed = event("evt_s", "customer.subscription.updated", {
      id: "sub_1",
      status: "past_due",
      items,
      metadata: METADATA,
    });
    subscription = { id: "sub_1", status: "active", items, metadata: METADATA };
    expect(await tell(changed)).toBe(200);
    expect(await grant()).toBe(`plan=admin until=${(end + 86_400) * 1000}`);
    subscription = { id: "sub_1", status: "canceled", items, metadata: METADATA };
    expect(await tell(changed)).toBe(200);
    expect(await grant()).toBeNull();
  });

  it.each<[string, (body: string) => string]>([
    ["no signature", () => ""],
    ["another secret's", (body) => sign(body, { secret: "whsec_other" })],
    ["one of six minutes ago", (body) => sign(body, { time: NOW() - 360 })],
    ["one of another body", () => sign(payment("pi_2"))],
    ["an older scheme's alone", (body) => sign(body).replace("v1=", "v0=")],
    ["half of one", (body) => sign(body).replace(/v1=(.{10}).*?,/, "v1=$1,")],
  ])("refuses %s, and changes nothing", async (_, signed) => {
    expect(await tell(payment(), signed(payment()))).toBe(403);
    expect(await credit()).toBe(0);
  });

  it("takes a second signature while the secret is changed", async () => {
    const time = NOW();
    const [other, own] = [sign(payment(), { time, secret: "whsec_old" }), sign(payment(), { time })];
    expect(await tell(payment(), `${other.split(",v0")[0]},${own.split(",")[1]}`)).toBe(200);
  });

  it("refuses all where no secret is set", async () => {
    freshEnvironment({ UPSTASH_REDIS_REST_URL: store().url, UPSTASH_REDIS_REST_TOKEN: store().token });
    expect(await tell(payment(), sign(payment(), { secret: "" }))).toBe(403);
  });
});
