/** The safeguards in force: lib/config.ts with SAFEGUARDS_JSON merged in, checked once, the same on every runtime. */
import { z } from "zod";

import { config } from "./config.ts";
import { chatBodyBytes } from "./config-checks.ts";
import { configSchema, type Plan, type PlanName, type SafeguardsConfig } from "./config-schema.ts";
import { env } from "./env.ts";

type Json = z.infer<ReturnType<typeof z.json>>;

let inForce: SafeguardsConfig | undefined;

export function safeguards(): SafeguardsConfig {
  inForce ??= resolveSafeguards(env().SAFEGUARDS_JSON);
  return inForce;
}

export function isPlan(name: unknown): name is PlanName {
  return typeof name === "string" && Object.hasOwn(safeguards().plans, name);
}

/** @throws Error for a name that is no plan's: whoever brings one from outside asks isPlan() first */
export function planNamed(name: PlanName): Plan {
  const plan = isPlan(name) ? safeguards().plans[name] : undefined;
  if (!plan) throw new Error("There is no such plan");
  return plan;
}

/** What people call the plan. */
export function titleOf(name: PlanName): string {
  return planNamed(name).title ?? name;
}

/** What a plan gets that names no model: the service's default, or its own first when that is not on the plan. */
export function defaultModelOf(allowed: string[]): string | undefined {
  const { defaultModel } = safeguards();
  return allowed.includes(defaultModel) ? defaultModel : allowed[0];
}

/** The most bytes that the body of a chat request may have, on this plan; without a plan, on any. */
export function mostChatBytes(name?: PlanName): number {
  const { plans, limits } = safeguards();
  const some = name === undefined ? Object.values(plans) : [planNamed(name)];
  return Math.max(...some.map((plan) => chatBodyBytes(limits, plan)));
}

/**
 * @param patch a JSON Merge Patch over lib/config.ts
 * @throws Error with one readable line for each thing that is wrong
 */
export function resolveSafeguards(patch: string | undefined): SafeguardsConfig {
  const checked = configSchema.safeParse(mergePatch(config, parsePatch(patch)));
  if (!checked.success) throw new Error(`The safeguards are not valid:\n${z.prettifyError(checked.error)}`);
  return checked.data;
}

function parsePatch(patch: string | undefined): Json {
  try {
    return patch === undefined ? {} : z.json().parse(JSON.parse(patch));
  } catch (cause) {
    throw new Error("SAFEGUARDS_JSON is not valid JSON", { cause });
  }
}

/** RFC 7396. Objects merge, null removes, everything else replaces. */
function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key) ?? null, value));
  }
  return Object.fromEntries(merged);
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
