/** The budgets of an account as the reservation finds them, and where a hold is taken from that they have no room for. */
import "server-only";

import type { PlanName, SafeguardsConfig } from "../config-schema.ts";
import { toMicroUsd } from "./budget-windows.ts";

/**
 * What is in force at this moment: of the base plan, unless a grant that is not over names another plan or other budgets
 * (lib/auth/grant.ts says how it is written). Needs NUMBERS and the names `limits`, `parallel_replies`, `plans` and `now`.
 */
export const GRANTED = `
local function in_force(grant)
  local own, ceilings, parallel = {}, {}, money(parallel_replies)
  for word in string.gmatch(limits, '%d+') do ceilings[#ceilings + 1] = money(word) end
  for name, value in string.gmatch(grant or '', '(%w+)=(%S+)') do own[name] = value end
  if own['until'] and money(own['until']) <= money(now) then own = {} end
  for name, month, day, replies in string.gmatch(plans, '([%w_-]+):(%d+):(%d+):(%d+)') do
    if name == own.plan then ceilings[1], ceilings[2], parallel = money(month), money(day), money(replies) end
  end
  if own.month then ceilings[1] = money(own.month) end
  if own.day then ceilings[2] = money(own.day) end
  return ceilings, parallel
end
`;

/** @returns every plan by name, "member:2500000:250000:2 …": micro-USD of the month and of the day, and replies at once */
export function plansText(plans: SafeguardsConfig["plans"]): string {
  return Object.entries(plans)
    .map(([name, { budgetUsd, parallelReplies }]: [PlanName, SafeguardsConfig["plans"][PlanName] & object]) =>
      [name, toMicroUsd(budgetUsd.month), toMicroUsd(budgetUsd.day), parallelReplies].join(":"),
    )
    .join(" ");
}
