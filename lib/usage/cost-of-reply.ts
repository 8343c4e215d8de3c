/** What a reply that has ended is settled at: for each step its price when the provider reported usage, else never less than it can bill. */
import "server-only";

import type { ModelConfig } from "../config-schema.ts";
import { countTokens, countWithoutMargin } from "./count-tokens.ts";
import { pictureTokens } from "./picture-tokens.ts";
import { dearestUnitsOf, fromMicroUsd, roundUp, type Units, unitsOf, type Usage } from "./price.ts";
import { type Step, TOKENS_AROUND_TOOLS } from "./worst-case.ts";

/** How one step of a reply ended, as far as money is concerned: one call of the provider. */
export type ReplyEnd = {
  /** What the provider reported; null when the step ended before it did. */
  usage: Usage | null;
  /** What it had reported of an answer that then went on, or broke off: it bills that at the least. */
  usageSoFar?: Usage | null;
  /** Nothing was sent, or the provider refused before any answer: it bills nothing. */
  isFree: boolean;
  /** The output that arrived, also what was not shown, and in how many deltas: a delta is at least one token. */
  text: string;
  deltas: number;
  /** Milliseconds for which our process was stopped, and has heard nothing since. */
  stoppedMs: number;
};

/** What was sent for it, and what was held for that. */
export type Sent = Step & { model: ModelConfig; holdMicroUsd: number };

/** Tokens that the provider had made, and we had not received, when the connection was closed: so many, or more when we were stopped. */
const TOKENS_IN_FLIGHT = 48;
const TOKENS_A_SECOND = 200;

/** What the provider's chat format adds to each message and to the whole, as measured; worst-case.ts has the bound. */
const TOKENS_AROUND_MESSAGE = 4;
const TOKENS_AROUND_REQUEST = 3;

/**
 * @param steps those that were begun, in their order
 * @param sent what was sent for each of them; of the last ones perhaps nothing was
 * @returns micro-USD, an integer: the exact sum, rounded up once; more than was held only when the provider makes or reports more than
 * it was allowed
 */
export async function costOfReply(steps: ReplyEnd[], sent: Sent[]): Promise<number> {
  if (steps.length > sent.length) throw new RangeError("Nothing was held for a step");
  let units = 0n;
  for (const [at, one] of sent.entries()) {
    const end = steps[at];
    if (end) units += await costOfStep(end, one);
  }
  return roundUp(units);
}

async function costOfStep(end: ReplyEnd, sent: Sent): Promise<Units> {
  if (end.isFree) return 0n;
  const reported = largest([end.usage, end.usageSoFar].map((usage) => (usage ? reportedPrice(sent, usage) : 0n)));
  if (end.usage && (await agrees(end.usage, end))) return reported;
  const received = Math.max(await countWithoutMargin([end.text]), end.deltas);
  const excess = Math.max(0, received - sent.maxOutputTokens);
  // Nobody can know how many hidden tokens were made.
  const isUnknown = sent.model.reasoning || excess > 0;
  const estimate = isUnknown ? fromMicroUsd(sent.holdMicroUsd) : await priceByCount(end, sent);
  return largest([reported, estimate + dearestUnitsOf(sent.model, { input: 0, output: excess })]);
}

/** A provider that says it has read nothing, or made less than half of what arrived, both by deltas and by text, has not. */
async function agrees({ input, output }: Usage, { deltas, text }: ReplyEnd): Promise<boolean> {
  if (input === 0 || (output === 0 && deltas > 0)) return false;
  return 2 * output >= deltas || 2 * output >= (await countWithoutMargin([text]));
}

async function priceByCount(end: ReplyEnd, sent: Sent): Promise<Units> {
  const received = Math.max(await countTokens([end.text]), end.deltas);
  const around = TOKENS_AROUND_MESSAGE * sent.texts.length + TOKENS_AROUND_REQUEST;
  const tools = sent.offersTools ? TOKENS_AROUND_TOOLS : 0;
  const input = (await countTokens(sent.texts)) + around + tools + pictureTokens(sent.model, sent.images);
  const inFlight = Math.max(TOKENS_IN_FLIGHT, Math.ceil((TOKENS_A_SECOND * end.stoppedMs) / 1000));
  const counted = dearestUnitsOf(sent.model, { input, output: received + inFlight });
  const held = fromMicroUsd(sent.holdMicroUsd);
  return counted < held ? counted : held;
}

function reportedPrice({ model, holdMicroUsd }: Sent, usage: Usage): Units {
  try {
    const units = unitsOf(model, usage);
    roundUp(units);
    return units;
  } catch {
    return fromMicroUsd(holdMicroUsd);
  }
}

function largest(all: Units[]): Units {
  return all.reduce((most, one) => (one > most ? one : most), 0n);
}
