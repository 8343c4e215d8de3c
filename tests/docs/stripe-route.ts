/** Stripe tells what was paid: perhaps twice, late, and out of order. */
import { createHmac, timingSafeEqual } from "node:crypto";

import { z } from "zod";

import { Refusal } from "@/lib/errors.ts";
import { answer } from "@/lib/http/answer.ts";
import { readBody } from "@/lib/http/read-body.ts";
import { addCredit, changeUser } from "@/lib/operate/change-user.ts";

const metadata = z.object({ account: z.string(), plan: z.string().optional() });
const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  data: z.object({ object: z.looseObject({ metadata }), previous_attributes: z.unknown().optional() }),
});
const payment = z.object({ id: z.string(), amount_received: z.int(), currency: z.literal("usd") });
const refunded = z.object({ amount_refunded: z.int() });
const charge = refunded.extend({ payment_intent: z.string(), amount: z.int(), currency: z.literal("usd") });
const periods = z.object({ data: z.array(z.object({ current_period_end: z.int() })).min(1) });
const subscription = z.object({ status: z.string(), items: periods, metadata });

export function POST(request: Request): Promise<Response> {
  return answer(request, async () => {
    const body = await readBody(request, { maxBytes: 262_144, seconds: 10 });
    requireSignature(body, request.headers.get("stripe-signature") ?? "");
    await heed(eventSchema.parse(JSON.parse(body)));
    return Response.json({ received: true });
  });
}

/** Over the raw body, and at most five minutes old: https://docs.stripe.com/webhooks#verify-manually */
function requireSignature(body: string, header: string): void {
  const secret = process.env["STRIPE_WEBHOOK_SECRET"] ?? "";
  const time = /(?:^|,)t=(\d+)/.exec(header)?.[1] ?? "";
  const expected = createHmac("sha256", secret).update(`${time}.${body}`).digest();
  const sent = [...header.matchAll(/(?:^|,)v1=([0-9a-f]{64})(?=,|$)/g)].map(([, hex = ""]) => Buffer.from(hex, "hex"));
  const isFresh = Math.abs(Date.now() / 1000 - Number(time)) <= 300;
  if (!secret || !isFresh || !sent.some((one) => timingSafeEqual(one, expected))) throw new Refusal("forbidden");
}

async function heed({ id, type, data: { object, previous_attributes } }: z.infer<typeof eventSchema>): Promise<void> {
  const { account } = object.metadata;
  // A cent is 10,000 micro-USD.
  const pay = (key: string, cents: number) => addCredit(account, { key, microUsd: cents * 10_000 }, "stripe");
  if (type === "payment_intent.succeeded") {
    const { id: key, amount_received } = payment.parse(object);
    await pay(key, amount_received);
  } else if (type === "charge.refunded") {
    const { payment_intent, amount, amount_refunded } = charge.parse(object);
    const before = refunded.parse(previous_attributes).amount_refunded;
    // The payment's own event may still be on its way: its key counts once.
    await pay(payment_intent, amount);
    await pay(id, before - amount_refunded);
  } else if (type.startsWith("customer.subscription.")) await changeUser(account, await paidPlan(object.id), "stripe");
}

/** The event says that something changed. What holds now is asked of Stripe, so that the order of events does not matter. */
async function paidPlan(id: unknown) {
  const headers = { authorization: `Bearer ${process.env["STRIPE_SECRET_KEY"]}` };
  const address = `https://api.stripe.com/v1/subscriptions/${z.string().parse(id)}`;
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(5_000) });
  const { status, items, metadata } = subscription.parse(await response.json());
  if (!["active", "trialing"].includes(status) || !metadata.plan) return { plan: null, until: null };
  // A day more, so that a renewal that comes late takes nothing away.
  const end = Math.max(...items.data.map(({ current_period_end }) => current_period_end)) + 86_400;
  return { plan: metadata.plan, until: new Date(end * 1000).toISOString() };
}
