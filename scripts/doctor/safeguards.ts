/** The safeguards in force, as a table with numbers, and what in them contradicts itself. */
import type { Plan, SafeguardsConfig } from "../../lib/config-schema.ts";
import { unknownToolsIn } from "../../lib/chat/tools/registry.ts";
import { type Finding, speaker } from "./finding.ts";
import { largestReply } from "./largest-reply.ts";

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
    ...repliesThatNeverFit(config),
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
function repliesThatNeverFit(config: SafeguardsConfig): Finding[] {
  return Object.entries(config.plans).flatMap(([name, plan]) =>
    plan.models.flatMap((id) => {
      const steps = stepsOf(config, plan, id);
      const [first = 0] = steps;
      const [day, all] = [plan.budgetUsd.day * 1_000_000, sum(steps)];
      if (day === 0 || all <= day) return [];
      const which = `on the ${name} plan with ${id}`;
      return first > day
        ? [
            hint(
              `The largest request ${which} ($${first / 1_000_000}) exceeds the plan's day.`,
              "Lower maxInputTokens, maxOutputTokens or images, or raise the budget.",
            ),
          ]
        : [
            hint(
              `The largest reply ${which} ($${all / 1_000_000} in ${steps.length} steps) exceeds the plan's day: it ends before its last step.`,
              "Lower maxSteps, or what a step can cost, or raise the budget.",
            ),
          ];
    }),
  );
}

function stepsOf(config: SafeguardsConfig, plan: Plan, id: string): number[] {
  const model = config.models[id];
  return model ? largestReply(config, plan, model) : [];
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** With the dearest of the plan's models. */
function largestReplyOf(config: SafeguardsConfig, plan: Plan): string {
  const [dearest = []] = plan.models.map((id) => stepsOf(config, plan, id)).toSorted((a, b) => sum(b) - sum(a));
  return `${dearest.length} / $${sum(dearest) / 1_000_000}`;
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
export function safeguardTable(config: SafeguardsConfig): string[][] {
  const { plans, address, service, chatToken, limits, alerts } = config;
  const requests = (of: { "5m": number; "1h": number; "1d": number }) => `${of["5m"]} / ${of["1h"]} / ${of["1d"]}`;
  const budget = (of: { day: number; month: number }) => `$${of.day} / $${of.month}`;
  const rows = Object.entries(plans).map(([name, plan]) => [
    name,
    requests(plan.requests),
    budget(plan.budgetUsd),
    `${plan.parallelReplies}`,
    `${plan.maxInputTokens} / ${plan.maxOutputTokens}`,
    largestReplyOf(config, plan),
    plan.models.join(", "),
  ]);
  return [
    [
      "",
      "requests 5m / 1h / 1d",
      "budget day / month",
      "parallel",
      "tokens in / out",
      "steps / a reply at most",
      "models",
    ],
    ...rows,
    ["one address", requests(address.requests), "", "", "", "", ""],
    ["service", "", budget(service.budgetUsd), "", "", "", ""],
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
