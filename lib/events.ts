/** What happens inside that somebody outside may want to hear of. A channel of the process: bundles do not share modules. */
import "server-only";

import { type Channel, channel } from "node:diagnostics_channel";

import type { BudgetPeriod, BudgetScope } from "./usage/budget-windows.ts";

export type AlertEvent =
  | {
      event: "budget_threshold";
      scope: BudgetScope;
      window: BudgetPeriod;
      percent: number;
      usedMicroUsd: number;
      limitMicroUsd: number;
      /** Whose budget; null for the service's. */
      account: string | null;
      /** The day or month, e.g. "2026-11-23". */
      period: string;
    }
  | {
      event: "cost_drift";
      /** UTC, "2026-11-23". */
      day: string;
      providerMicroUsd: number;
      ledgerMicroUsd: number;
      /** How often the threshold doubles into the drift: each class is told of once. */
      sizeClass: number;
    }
  | { event: "provider_unavailable" | "paused" | "resumed"; reason: string };

/** One reply, from the moment its stream began to its settlement. */
export type ReplyEvent = {
  requestId: string;
  account: string;
  plan: string;
  model: string;
  /** How it ended: "stop", "length", "content-filter", "reader_left", or the code of what cut it. */
  ended: string;
  /** Tokens as the provider reported them; null when it did not. */
  usage: { input: number; cachedInput: number; cacheWrite: number; output: number } | null;
  microUsd: number;
  /** Milliseconds from the call of the provider; null when no word came. */
  firstWordMs: number | null;
  totalMs: number;
};

const alerts = channel("guarded-chat.alert");
const replies = channel("guarded-chat.reply");

export function publishAlert(alert: AlertEvent): void {
  alerts.publish(alert);
}

export function onAlert(listener: (alert: AlertEvent) => void): StopListening {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only publishAlert() writes to this channel
  return listen(alerts, (message) => listener(message as AlertEvent));
}

export function publishReply(reply: ReplyEvent): void {
  replies.publish(reply);
}

export function onReply(listener: (reply: ReplyEvent) => void): StopListening {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only publishReply() writes to this channel
  return listen(replies, (message) => listener(message as ReplyEvent));
}

export type StopListening = () => void;

function listen(to: Channel, listener: (message: unknown) => void): StopListening {
  to.subscribe(listener);
  return () => to.unsubscribe(listener);
}
