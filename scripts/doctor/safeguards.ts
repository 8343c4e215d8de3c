/** The safeguards in force, as a table with numbers, and what in them contradicts itself. */
import type { SafeguardsConfig } from "../../lib/config-schema.ts";
import { unknownToolsIn } from "../../lib/chat/tools/registry.ts";
import { dearestPriceOf } from "../../lib/usage/price.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, hint } = speaker("safeguards");

export function checkSafeguards(config: SafeguardsConfig): Finding[] {
  const { day, month } = config.service.budgetUsd;
  const ceiling = good(
    `The whole service spends at most $${day} a day and $${month} a month, in the prices of lib/config.ts.`,
  );
  return [
    ceiling,
    ...plansAgainstService(config),
    ...unknownToolsIn(config.plans).map((sentence) => bad(sentence, "Correct the name, or write the tool.")),
    ...requestsThatNeverFit(config),
    ...freeModels(config),
    ...silence(config),
  ];
}

function plansAgainstService({ plans, service }: SafeguardsConfig): Finding[] {
  const greedy = Object.entries(plans).filter(
    ([, { budgetUsd }]) => budgetUsd.day > 0 && budgetUsd.day >= service.budgetUsd.day,
  );
  return greedy.map(([name]) =>
    hint(
      `One user on the ${name} plan can use up the whole service's day.`,
      "Lower the plan's budget, or raise the service's.",
    ),
  );
}

/** The worst case is reserved before each call: what is dearer than a day's budget is refused whatever was spent. */
function requestsThatNeverFit({ plans, models }: SafeguardsConfig): Finding[] {
  return Object.entries(plans).flatMap(([name, plan]) =>
    plan.models.flatMap((id) => {
      const model = models[id];
      const worst = model ? dearestPriceOf(model, { input: plan.maxInputTokens, output: plan.maxOutputTokens }) : 0;
      if (plan.budgetUsd.day === 0 || worst <= plan.budgetUsd.day * 1_000_000) return [];
      return [
        hint(
          `The largest request on the ${name} plan with ${id} ($${worst / 1_000_000}) exceeds the plan's day.`,
          "Lower maxInputTokens or maxOutputTokens, or raise the budget.",
        ),
      ];
    }),
  );
}

function freeModels({ models }: SafeguardsConfig): Finding[] {
  const free = Object.entries(models).filter(
    ([
      ,
      {
        usdPerMillionTokens: { input, output },
      },
    ]) => input === 0 || output === 0,
  );
  return free.map(([id]) =>
    bad(`${id} has a price of 0, so no ceiling holds it.`, "Write the provider's price into lib/config.ts."),
  );
}

function silence({ alerts }: SafeguardsConfig): Finding[] {
  return alerts.thresholdsPercent.length > 0
    ? []
    : [hint("alerts.thresholdsPercent is empty: no budget alert will ever come.")];
}

/** Rows of a table, the first the heading. */
export function safeguardTable({ plans, address, service, chatToken, limits, alerts }: SafeguardsConfig): string[][] {
  const requests = (of: { "5m": number; "1h": number; "1d": number }) => `${of["5m"]} / ${of["1h"]} / ${of["1d"]}`;
  const budget = (of: { day: number; month: number }) => `$${of.day} / $${of.month}`;
  const rows = Object.entries(plans).map(([name, plan]) => [
    name,
    requests(plan.requests),
    budget(plan.budgetUsd),
    `${plan.parallelReplies}`,
    `${plan.maxInputTokens} / ${plan.maxOutputTokens}`,
    plan.models.join(", "),
  ]);
  return [
    ["", "requests 5m / 1h / 1d", "budget day / month", "parallel", "tokens in / out", "models"],
    ...rows,
    ["one address", requests(address.requests), "", "", "", ""],
    ["service", "", budget(service.budgetUsd), "", "", ""],
    [],
    ["chat token", `valid ${chatToken.lifetimeSeconds} s, once`],
    ["body", `${limits.bodyBytes} bytes, ${limits.messages} messages, within ${limits.bodySeconds} s`],
    ["reply", `${limits.replySeconds} s, ${limits.stallSeconds} s of silence`],
    ["store", `an answer within ${limits.storeMilliseconds} ms, or no spending`],
    [
      "alerts",
      `at ${alerts.thresholdsPercent.join(", ")} % of a budget, and at $${alerts.costDriftUsd} a day that the ledger does not know`,
    ],
  ];
}
