/** The models a plan may choose among: what an answer of usual length costs, so that people can compare, and what each sees. */
import "server-only";

import type { PlanName } from "../config-schema.ts";
import { planNamed, safeguards } from "../safeguards.ts";
import { priceOf } from "./price.ts";

/** Tokens: a page of conversation in, some paragraphs out. */
const USUAL = { input: 500, cachedInput: 0, cacheWrite: 0, output: 300 };

type Choice = {
  id: string;
  usualMicroUsd: number;
  /** How many pictures a request to it may have; 0 when it sees none. */
  images: number;
};

export function modelChoices(name: PlanName): Choice[] {
  const { models } = safeguards();
  const plan = planNamed(name);
  return plan.models.flatMap((id) => {
    const model = models[id];
    return model ? { id, usualMicroUsd: priceOf(model, USUAL), images: model.images ? plan.images : 0 } : [];
  });
}
