/** What happens inside that somebody outside may want to hear of. It hangs on the process, because bundles do not share modules. */
import type { BudgetPeriod, BudgetScope } from "./config-schema.ts";

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
  | { event: "provider_misconfigured"; model: string; reason: string }
  | { event: "provider_unavailable" | "provider_failing"; provider: string; reason: string }
  /** With a provider: it answers again. */
  | { event: "store_unavailable" | "ledger_started" | "paused" | "resumed"; provider?: string; reason: string };

/** One call of a tool that there is, without what went in and came out. */
export type ToolRun = {
  name: string;
  /** Whether the model was told of an error instead of an answer. */
  isError: boolean;
  /** Whole milliseconds: from the begin of the reply, and how long it took. */
  atMs: number;
  ms: number;
};

/** One reply, from the moment its stream began to its settlement. */
export type ReplyEvent = {
  requestId: string;
  account: string;
  plan: string;
  model: string;
  /** How it ended: "stop", "length", "content-filter", "reader_left", or the code of what cut it. */
  ended: string;
  /** Calls of the provider. */
  steps: number;
  /** In the order in which they began. */
  tools: readonly ToolRun[];
  /** Pictures that were sent. */
  images: number;
  /** Tokens as the provider reported them, of all steps together; null when it did not. */
  usage: { input: number; cachedInput: number; cacheWrite: number; output: number } | null;
  microUsd: number;
  /** Milliseconds from the call of the provider; null when no word came. */
  firstWordMs: number | null;
  totalMs: number;
};

const EVENTS: unique symbol = Symbol.for("guarded-chat.events");
const shared: { [EVENTS]?: EventTarget } = globalThis as object;
const events = (shared[EVENTS] ??= new EventTarget());

export type StopListening = () => void;

export function publishAlert(alert: AlertEvent): void {
  events.dispatchEvent(new CustomEvent("alert", { detail: alert }));
}

export function onAlert(listener: (alert: AlertEvent) => void): StopListening {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only publishAlert() dispatches this type
  return listen("alert", (detail) => listener(detail as AlertEvent));
}

export function publishReply(reply: ReplyEvent): void {
  events.dispatchEvent(new CustomEvent("reply", { detail: reply }));
}

export function onReply(listener: (reply: ReplyEvent) => void): StopListening {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only publishReply() dispatches this type
  return listen("reply", (detail) => listener(detail as ReplyEvent));
}

function listen(type: "alert" | "reply", listener: (detail: unknown) => void): StopListening {
  const handle = (event: Event) => {
    if (event instanceof CustomEvent) listener(event.detail);
  };
  events.addEventListener(type, handle);
  return () => events.removeEventListener(type, handle);
}
