/** The provider: do the keys work, and does it offer the models of lib/config.ts? Only calls that cost nothing. */
import { fetchCostsPage, offeredModels } from "../../lib/chat/openai-account.ts";
import type { SafeguardsConfig } from "../../lib/config-schema.ts";
import type { Env } from "../../lib/env.ts";
import { Refusal } from "../../lib/errors.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, unclear } = speaker("provider");

const DEADLINE_MS = 10_000;
const DAY = 86_400;

export async function checkProvider(env: Env, config: SafeguardsConfig): Promise<Finding[]> {
  const key = env.OPENAI_API_KEY ? chatKey(config) : [];
  const admin = env.OPENAI_ADMIN_KEY ? [adminKey()] : [];
  return (await Promise.all([key, ...admin])).flat();
}

async function chatKey(config: SafeguardsConfig): Promise<Finding[]> {
  try {
    const offered = new Set(await offeredModels(AbortSignal.timeout(DEADLINE_MS)));
    return [good("OPENAI_API_KEY works."), ...missingModels(offered, config)];
  } catch (error) {
    return [failure("OPENAI_API_KEY", statusOf(error))];
  }
}

function missingModels(offered: Set<string>, { plans, defaultModel }: SafeguardsConfig): Finding[] {
  const used = new Set([defaultModel, ...Object.values(plans).flatMap(({ models }) => models)]);
  const missing = [...used].filter((model) => !offered.has(model));
  if (missing.length === 0) return [good(`It may call every model of the plans: ${[...used].join(", ")}.`)];
  return [
    bad(
      `It may not call ${missing.join(", ")}.`,
      "Allow them in the provider's project, or take them out of lib/config.ts.",
    ),
  ];
}

async function adminKey(): Promise<Finding> {
  const today = Math.floor(Date.now() / 1000 / DAY) * DAY;
  try {
    await fetchCostsPage({ startTime: today, endTime: today + DAY }, AbortSignal.timeout(DEADLINE_MS));
    return good("OPENAI_ADMIN_KEY may read the bill.");
  } catch (error) {
    return failure(
      "OPENAI_ADMIN_KEY",
      error instanceof Refusal && error.code === "provider_unavailable" ? 401 : statusOf(error),
    );
  }
}

/** The provider's own words can repeat a key. */
function failure(name: string, status: number | undefined): Finding {
  if (status === 401 || status === 403)
    return bad(`The provider refuses ${name}.`, "Make a new key, and look for a missing right or an unpaid account.");
  if (status === 404) return unclear(`The provider has no free call by which to try ${name}.`);
  return unclear(`Whether ${name} works: the provider did not answer${status ? ` but with ${status}` : ""}.`);
}

function statusOf(error: unknown): number | undefined {
  const cause: unknown = error instanceof Refusal ? error.cause : error;
  const status: unknown = typeof cause === "object" && cause !== null && "status" in cause ? cause.status : undefined;
  return typeof status === "number" ? status : undefined;
}
