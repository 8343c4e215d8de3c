/** The tests' own configuration: who changes lib/config.ts breaks no test by it. Only tests of the shipped table read that file. */
import type { SafeguardsConfig } from "../../lib/config-schema.ts";
import { config as shipped } from "../../lib/config.ts";

export const config = {
  defaultModel: "gpt-6-luna",
  instructions: "You are a helpful, concise assistant. Answer in Markdown when structure helps the reader.",
  models: {
    "gpt-6-luna": {
      usdPerMillionTokens: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5 },
      contextTokens: 128_000,
      reasoning: false,
    },
    "gpt-5-mini": {
      usdPerMillionTokens: { input: 0.25, cachedInput: 0.025, cacheWrite: 0.25, output: 2 },
      contextTokens: 128_000,
      reasoning: true,
    },
    "gpt-6-sol": {
      usdPerMillionTokens: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
      contextTokens: 128_000,
      reasoning: true,
    },
  },
  providers: {},
  plans: {
    guest: {
      title: "Guest",
      models: ["gpt-6-luna"],
      requests: { "5m": 5, "1h": 25, "1d": 75 },
      budgetUsd: { day: 0.06, month: 0.6 },
      parallelReplies: 1,
      maxInputTokens: 8_000,
      maxOutputTokens: 512,
      maxSteps: 1,
      tools: [],
      images: 0,
    },
    member: {
      title: "Member",
      models: ["gpt-6-luna", "gpt-5-mini"],
      requests: { "5m": 20, "1h": 100, "1d": 300 },
      budgetUsd: { day: 0.25, month: 2.5 },
      parallelReplies: 2,
      maxInputTokens: 32_000,
      maxOutputTokens: 2_048,
      maxSteps: 1,
      tools: [],
      images: 0,
    },
    admin: {
      title: "Admin",
      models: ["gpt-6-luna", "gpt-5-mini", "gpt-6-sol"],
      requests: { "5m": 60, "1h": 300, "1d": 1_000 },
      budgetUsd: { day: 1, month: 10 },
      parallelReplies: 4,
      maxInputTokens: 64_000,
      maxOutputTokens: 4_096,
      maxSteps: 1,
      tools: [],
      images: 0,
    },
  },
  address: { requests: { "5m": 60, "1h": 400, "1d": 1_500 } },
  service: { budgetUsd: { day: 2, month: 20 } },

  chatToken: { lifetimeSeconds: 10, issuedPerRequest: 20 },

  limits: {
    bodyBytes: 262_144,
    imageBytes: 262_144,
    messages: 100,
    bodySeconds: 10,
    replySeconds: 120,
    stallSeconds: 30,
    moderationSeconds: 3,
    shutdownSeconds: 10,
    storeMilliseconds: 800,
  },

  alerts: { thresholdsPercent: [50, 80, 100], costDriftUsd: 0.1 },
} satisfies SafeguardsConfig;

type Value = { [name: string]: unknown };

/** @returns what SAFEGUARDS_JSON must say so that the configuration above is in force, with this patch over it */
export function safeguardsJson(patch: object = {}): string {
  return JSON.stringify(onTop(difference(shipped, config), patch));
}

/** The merge patch that makes `wanted` of `present`: what is there and not wanted is null. */
function difference(present: object, wanted: object): Value {
  const removed = Object.keys(present).filter((name) => !(name in wanted));
  const changed = Object.entries(wanted).map(([name, value]: [string, unknown]): [string, unknown] => {
    const before: unknown = (present as Value)[name];
    return [name, isObject(value) ? difference(isObject(before) ? before : {}, value) : value];
  });
  return {
    ...Object.fromEntries<unknown>(removed.map((name): [string, unknown] => [name, null])),
    ...Object.fromEntries<unknown>(changed),
  };
}

/** Two merge patches as one. */
function onTop(first: Value, second: object): Value {
  const both = Object.entries(second).map(([name, value]: [string, unknown]): [string, unknown] => {
    const before = first[name];
    return [name, isObject(before) && isObject(value) ? onTop(before, value) : value];
  });
  return { ...first, ...Object.fromEntries<unknown>(both) };
}

function isObject(value: unknown): value is Value {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
