/** Tells the asking user what they have left: the figures of GET /api/usage. */
import "server-only";

import { z } from "zod";

import { withStanding } from "../../auth/standing.ts";
import { titleOf } from "../../safeguards.ts";
import { usageView, type UsageView } from "../../usage/usage-view.ts";
import type { Tool } from "./tool.ts";

const input = z.strictObject({});

export const myLimits: Tool<typeof input> = {
  name: "my_limits",
  description:
    "Tells which plan the user is on, and how many messages and how much money they have left and until when.",
  input,
  deadlineMs: 3_000,
  outputBytes: 2_000,
  async run(_, { user }) {
    const view = await usageView(await withStanding(user));
    return {
      plan: titleOf(view.plan),
      messages: view.requests.map(({ window, limit, remaining, resetAt }) => ({ window, limit, remaining, resetAt })),
      spending: view.spend.map(spending),
      prepaidUsd: usd(view.creditMicroUsd),
    };
  },
};

/** What this reply may still cost counts as used. */
function spending({ window, limitMicroUsd, usedMicroUsd, resetAt }: UsageView["spend"][number]) {
  const left = Math.max(0, limitMicroUsd - usedMicroUsd);
  return { window, limitUsd: usd(limitMicroUsd), leftUsd: usd(left), resetAt };
}

function usd(microUsd: number): number {
  return microUsd / 1_000_000;
}
