/** Tells the owner of an alert: it is logged, listed, and posted to the webhook with a signature, a deadline and a few retries. */
import "server-only";

import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { env } from "../env.ts";
import type { AlertEvent } from "../events.ts";
import { log } from "../log.ts";
import { keys } from "../store/keys.ts";
import { alertBody } from "./alert-body.ts";
import { remember } from "./recent.ts";

const DEADLINE_MS = 5_000;
const RETRY_AFTER_MS = [1_000, 5_000, 30_000];

/** @returns when all that could be done is done. Never rejects. */
export async function announce(alert: AlertEvent): Promise<void> {
  const body = alertBody(alert, Date.now());
  const { event, ...rest } = body;
  log("warn", event, rest);
  await Promise.all([remember(keys.alerts, { at: new Date().toISOString(), ...body }), deliver(JSON.stringify(body))]);
}

async function deliver(alertJson: string): Promise<void> {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = env();
  if (!url) return;
  const signature = secret && `sha256=${createHmac("sha256", secret).update(alertJson).digest("hex")}`;
  for (const pause of [0, ...RETRY_AFTER_MS]) {
    await sleep(pause);
    if (await post(url, alertJson, signature)) return;
  }
  log("error", "alert_undelivered");
}

async function post(url: string, body: string, signature: string | undefined): Promise<boolean> {
  const headers = { "content-type": "application/json", ...(signature && { "x-alert-signature": signature }) };
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    // A redirect would take the signed body to an address that nobody configured. It counts as not delivered.
    const { ok } = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
    return ok;
  } catch {
    return false;
  }
}
