/** The providers: do the keys work, and does each offer its models of lib/config.ts? Only calls that cost nothing. */
import { anyFlagged } from "../../lib/chat/ask-moderation.ts";
import { fetchCostsPage, offeredModels } from "../../lib/chat/provider/openai-account.ts";
import { BUILT_IN_PROVIDER } from "../../lib/config-checks.ts";
import type { SafeguardsConfig } from "../../lib/config-schema.ts";
import type { Env } from "../../lib/env.ts";
import { Refusal } from "../../lib/errors.ts";
import { type ProviderVariables, variablesOf } from "../../lib/provider-variables.ts";
import { providerNameOf, providerNamesIn } from "../../lib/providers.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad, unclear, question } = speaker("provider");

const DEADLINE_MS = 10_000;
const DAY = 86_400;

export async function checkProviders(env: Env, config: SafeguardsConfig): Promise<Finding[]> {
  const models = providerNamesIn(config).map((name) => checkModels(name, env, config));
  const admin = env.OPENAI_ADMIN_KEY ? [adminKey()] : [];
  const moderation = env.MODERATION && env.OPENAI_API_KEY ? [checkModeration()] : [];
  return (await Promise.all([...models, ...moderation, ...admin])).flat();
}

async function checkModels(name: string, env: Env, config: SafeguardsConfig): Promise<Finding[]> {
  const isBuiltIn = name === BUILT_IN_PROVIDER;
  const { apiKey, baseUrl } = isBuiltIn
    ? { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL }
    : keysOf(name, env);
  // What is missing is told with the configuration.
  if (!apiKey || (!isBuiltIn && !baseUrl)) return [];
  const variable = isBuiltIn ? "OPENAI_API_KEY" : variablesOf(name).apiKey;
  try {
    const offered = await offeredModels(name, AbortSignal.timeout(DEADLINE_MS));
    // Some servers list their models to everybody, so that this is no proof of the key.
    const answers = isBuiltIn ? good(`${variable} works.`) : good(`The provider ${name} answers.`);
    return [answers, ...missingModels(name, { offered, baseUrl, config })];
  } catch (error) {
    return [failure(variable, statusOf(error))];
  }
}

function keysOf(name: string, { providers }: Env): ProviderVariables {
  return providers[name] ?? {};
}

type Offer = { offered: string[]; baseUrl: string | undefined; config: SafeguardsConfig };

function missingModels(name: string, { offered, baseUrl, config }: Offer): Finding[] {
  const { plans, defaultModel, models } = config;
  const used = new Set([defaultModel, ...Object.values(plans).flatMap((plan) => plan.models)]);
  const own = [...used].filter((id) => providerNameOf(models[id] ?? {}) === name);
  // Ollama lists the tag that a name without one stands for.
  const missing = own.filter((id) => !offered.includes(id) && !offered.includes(`${id}:latest`));
  const who = name === BUILT_IN_PROVIDER ? "It" : `The key of ${name}`;
  if (missing.length === 0) return [good(`${who} may call every model of the plans: ${own.join(", ") || "none"}.`)];
  if (URL.parse(baseUrl ?? "")?.hostname.endsWith(".azure.com"))
    return [question(`Has ${name} deployments of these names: ${missing.join(", ")}? Azure lists models alone.`)];
  return [
    bad(
      `${who} may not call ${missing.join(", ")}.`,
      "Allow them in the provider's project, or take them out of lib/config.ts.",
    ),
  ];
}

/** A free call, and one that every question waits for. */
async function checkModeration(): Promise<Finding> {
  try {
    await anyFlagged(["Hello"], [], AbortSignal.timeout(DEADLINE_MS));
    return good("MODERATION=1: the endpoint answers.");
  } catch {
    return bad(
      "MODERATION=1, and the moderation endpoint does not answer: every question would be refused.",
      "OPENAI_API_KEY must be OpenAI's and may moderate; name other servers in providers.",
    );
  }
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
