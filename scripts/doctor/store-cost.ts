/** What the store costs where it bills every command, beside what the provider is paid: how far does the free tier reach? */
import type { SafeguardsConfig } from "../../lib/config-schema.ts";
import type { Env } from "../../lib/env.ts";
import { priceOf } from "../../lib/usage/price.ts";
import { type Finding, speaker } from "./finding.ts";
import { commandsOfMessage, STORE_PRICES, storeUsd } from "../store-prices.ts";

const { good, hint } = speaker("store");

/** A message of a few sentences and an answer of some two hundred tokens, which streams for five seconds. */
const PLAUSIBLE = { input: 500, cachedInput: 0, cacheWrite: 0, output: 200, seconds: 5 };

/** Nothing to say of a Redis of one's own, which costs what its machine costs. */
export function checkStoreCost({ REDIS_URL }: Env, { models, defaultModel, service }: SafeguardsConfig): Finding[] {
  const model = models[defaultModel];
  if (REDIS_URL || !model) return [];
  const commands = commandsOfMessage(PLAUSIBLE.seconds);
  const free = Math.floor(STORE_PRICES.freeCommandsAMonth / commands);
  const paid = Math.floor((service.budgetUsd.month * 1_000_000) / Math.max(1, priceOf(model, PLAUSIBLE)));
  const reach = `Upstash's free ${count(STORE_PRICES.freeCommandsAMonth)} commands a month are some ${count(free)} messages (${commands} each)`;
  const budget = `the service's month of $${service.budgetUsd.month} pays for some ${count(paid)} of ${defaultModel}`;
  if (paid <= free) return [good(`${reach}; ${budget}.`)];
  const usd = storeUsd(paid * commands - STORE_PRICES.freeCommandsAMonth);
  const cure = `With all of them the store costs some $${usd.toFixed(2)} a month besides: plan for it, or use a Redis of your own (REDIS_URL).`;
  return [hint(`${reach}; ${budget}.`, cure)];
}

function count(number: number): string {
  return number.toLocaleString("en");
}
