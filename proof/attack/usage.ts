/** What an account of the starter is told about its limits and its spending. */
import { z } from "zod";

import type { Answer } from "../../tests/support/app/http-answer.ts";
import { parseJson } from "./json.ts";

const usageSchema = z.looseObject({
  plan: z.string(),
  models: z.array(z.string()),
  requests: z.array(z.looseObject({ window: z.string(), limit: z.number(), remaining: z.number() })),
  spend: z.array(z.looseObject({ window: z.string(), limitMicroUsd: z.number(), usedMicroUsd: z.number() })),
});
export type Usage = z.infer<typeof usageSchema>;

export function readUsage({ body }: Answer): Usage | undefined {
  return usageSchema.safeParse(parseJson(body)).data;
}

export function usedToday(usage: Usage | undefined): number {
  return usage?.spend.find(({ window }) => window === "day")?.usedMicroUsd ?? 0;
}
