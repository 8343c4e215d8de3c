/** What /api/usage says about the visitor's limits, checked before it is believed. */
import "../zod-without-eval.ts";

// The small spelling of zod: the one the AI SDK brings along anyway, so it adds nothing to the first load.
import { array, nullable, number, object, safeParse, string, type infer as Infer } from "zod/mini";

const requests = object({ window: string(), limit: number(), remaining: number(), resetAt: string() });
const spend = object({ window: string(), limitMicroUsd: number(), usedMicroUsd: number(), resetAt: string() });

const usage = object({
  plan: string(),
  models: array(string()),
  defaultModel: nullable(string()),
  requests: array(requests),
  spend: array(spend),
});

export type Usage = Infer<typeof usage>;
export type RequestWindow = Infer<typeof requests>;

/** @returns undefined when the answer has another shape */
export function readUsage(body: unknown): Usage | undefined {
  return safeParse(usage, body).data;
}

/** The window that will run out first: the one to show when there is room for one. */
export function tightest(windows: RequestWindow[]): RequestWindow | undefined {
  return windows.reduce<RequestWindow | undefined>(
    (least, window) => (least === undefined || window.remaining < least.remaining ? window : least),
    undefined,
  );
}
