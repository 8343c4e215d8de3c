/** The models a plan may choose among, each with what an answer of usual length costs, so that people can compare. */
import "server-only";

import type { PlanName } from "../config-schema.ts";
import { planNamed, safeguards } from "../safeguards.ts";
import { priceOf } from "./price.ts";

/** Tokens: a page of conversation in, some paragraphs out. */
const USUAL = { input: 500, cachedInput: 0, cacheWrite: 0, output: 300 };

/** @returns prices in micro-USD */
export function modelChoices(plan: PlanName): { id: string; usualMicroUsd: number }[] {
  const { models } = safeguards();
  return planNamed(plan).models.flatMap((id) => {
    const model = models[id];
    return model ? { id, usualMicroUsd: priceOf(model, USUAL) } : [];
  });
}
