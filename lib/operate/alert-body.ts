/** What the webhook receives; `text` alone is a readable line, so that chat services take it as it is. */
import "server-only";

import type { AlertEvent } from "../events.ts";

export type AlertBody = {
  text: string;
  event: AlertEvent["event"];
  scope: "user" | "service";
  window: "day" | "month";
  percent: number;
  usedMicroUsd: number;
  limitMicroUsd: number;
  /** Which one cannot work as it is configured. */
  model?: string;
  /** The same for the same happening, so that a receiver can drop a repetition. */
  id: string;
};

/** @param nowMs epoch milliseconds */
export function alertBody(alert: AlertEvent, nowMs: number): AlertBody {
  if (alert.event === "budget_threshold") {
    const { account, period, ...rest } = alert;
    const { scope, window, percent, usedMicroUsd, limitMicroUsd } = rest;
    const whose = account === null ? "The service" : `User ${account}`;
    const text = `${whose} has reached ${percent} % of the budget for this ${window}: ${usd(usedMicroUsd)} of ${usd(limitMicroUsd)}.`;
    return { text, ...rest, id: ["budget_threshold", scope, account ?? "all", window, period, percent].join(":") };
  }
  if (alert.event === "cost_drift") return driftBody(alert);
  const { event, reason } = alert;
  const model = alert.event === "provider_misconfigured" ? { model: alert.model } : {};
  const text = [HEADLINES[event], subjectOf(alert), reason].filter(Boolean).join(" ");
  const figures = { scope: "service", window: "day", percent: 0, usedMicroUsd: 0, limitMicroUsd: 0 } as const;
  return { text, event, ...figures, ...model, id: [event, nameIn(alert), at(alert, nowMs)].filter(Boolean).join(":") };
}

function subjectOf(alert: AlertEvent): string {
  const name = nameIn(alert);
  return name && `${"model" in alert ? "Model" : "Provider"} ${name}.`;
}

/** Of the model or the provider that it is about, if it is about one. */
function nameIn(alert: AlertEvent): string {
  if ("model" in alert) return alert.model;
  return ("provider" in alert && alert.provider) || "";
}

/** Processes that find the store silent cannot agree who tells of it, and so give it the same id. */
function at({ event }: AlertEvent, nowMs: number): string {
  const happenedMs = event === "store_unavailable" ? nowMs - (nowMs % SAME_SILENCE_MS) : nowMs;
  return new Date(happenedMs).toISOString();
}

const SAME_SILENCE_MS = 300_000;

/** `used` is what the provider billed, `limit` what the ledger knows of, and `percent` the share of the bill that it does not. */
function driftBody({
  day,
  providerMicroUsd,
  ledgerMicroUsd,
  sizeClass,
}: Extract<AlertEvent, { event: "cost_drift" }>): AlertBody {
  const text =
    `The provider billed ${usd(providerMicroUsd)} for ${day}, and this service made ${usd(ledgerMicroUsd)} of it. ` +
    "Look for another user of the key, and for prices in lib/config.ts that are too low.";
  const percent = Math.round((100 * (providerMicroUsd - ledgerMicroUsd)) / providerMicroUsd);
  const figures = {
    scope: "service",
    window: "day",
    percent,
    usedMicroUsd: providerMicroUsd,
    limitMicroUsd: ledgerMicroUsd,
  } as const;
  return { text, event: "cost_drift", ...figures, id: `cost_drift:${day}:${sizeClass}` };
}

const HEADLINES = {
  provider_unavailable: "No replies: the provider is unavailable.",
  provider_misconfigured: "A model does not work as it is configured.",
  provider_failing: "The provider fails.",
  store_unavailable: "No replies: the store does not answer.",
  ledger_started: "The ledger counts from now on.",
  paused: "The service is paused.",
  resumed: "The service goes on.",
};

function usd(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(4)}`;
}
