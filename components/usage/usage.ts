/** What /api/usage says about the visitor's limits, checked before it is believed. */
import { isListOf, isNumber, isOr, isShaped, isString } from "../shape.ts";

export type RequestWindow = { window: string; limit: number; remaining: number; resetAt: string };
type SpendWindow = { window: string; limitMicroUsd: number; usedMicroUsd: number; resetAt: string };
export type Usage = {
  plan: string;
  /** Prepaid, for when an allowance has no room. */
  creditMicroUsd: number;
  models: string[];
  defaultModel: string | null;
  /** The most bytes of UTF-8 that a message may have. */
  maxInputTokens: number;
  requests: RequestWindow[];
  spend: SpendWindow[];
};

const window = { window: isString, resetAt: isString };
const isUsage = isShaped<Usage>({
  plan: isString,
  creditMicroUsd: isNumber,
  models: isListOf(isString),
  defaultModel: isOr(isString, null),
  maxInputTokens: isNumber,
  requests: isListOf(isShaped<RequestWindow>({ ...window, limit: isNumber, remaining: isNumber })),
  spend: isListOf(isShaped<SpendWindow>({ ...window, limitMicroUsd: isNumber, usedMicroUsd: isNumber })),
});

/** @returns undefined when the answer has another shape */
export function readUsage(body: unknown): Usage | undefined {
  return isUsage(body) ? body : undefined;
}

/** The window that will run out first: the one to show when there is room for one. */
export function tightest(windows: RequestWindow[]): RequestWindow | undefined {
  return windows.reduce<RequestWindow | undefined>(
    (least, window) => (least === undefined || window.remaining < least.remaining ? window : least),
    undefined,
  );
}
