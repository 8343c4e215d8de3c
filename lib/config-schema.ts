/** What lib/config.ts may say: the types, the units, and the checks that run at boot. */
import { z } from "zod";

import { contradictionsIn } from "./config-checks.ts";
import { model, provider } from "./model-schema.ts";

const count = z.int().min(0);
const positive = z.int().min(1);
const usd = z.number().min(0).max(1_000_000);

/** How many requests fit into each sliding window. */
const requests = z.strictObject({ "5m": count, "1h": count, "1d": count });

/** US dollars a day and a calendar month, both UTC. 0 means that nothing may be spent. */
const budgetUsd = z.strictObject({ day: usd, month: usd });

const plan = z.strictObject({
  /** What people read; by default the plan's name. */
  title: z.string().min(1).max(40).optional(),
  models: z.array(z.string()),
  requests,
  budgetUsd,
  parallelReplies: count,
  /** An upper bound on the tokens of one request's conversation, counted as its UTF-8 bytes. */
  maxInputTokens: positive,
  /** Passed to the provider as `max_output_tokens`; hidden reasoning counts. At least the provider's minimum, 16. */
  maxOutputTokens: z.int().min(16),
  /** How often the model may be called for one reply: once, and again after each round of tool calls. */
  maxSteps: positive.max(20).default(1),
  /** Names of lib/chat/tools. Nothing else is offered to the model, or run. */
  tools: z.array(z.string()).default([]),
  /** How many pictures one request may carry. */
  images: count.max(16).default(0),
});

export const configSchema = z
  .strictObject({
    defaultModel: z.string(),
    instructions: z.string().max(20_000),
    models: z.record(z.string(), model),
    /** Beside the built-in "openai", which may have an entry too. */
    providers: z.record(z.string(), provider).default({}),
    /** Three that must exist, because lib/auth/plan-for.ts names them, and any other. */
    plans: z.object({ guest: plan, member: plan, admin: plan }).catchall(plan),
    address: z.strictObject({ requests }),
    service: z.strictObject({ budgetUsd }),
    /** `issuedPerRequest`: how many tokens one may fetch for each chat request the limits allow. */
    chatToken: z.strictObject({ lifetimeSeconds: z.int().min(1).max(300), issuedPerRequest: positive }),
    limits: z.strictObject({
      /** Below the 10 MiB at which the framework cuts a body without a word. */
      bodyBytes: positive.max(8 * 1024 * 1024),
      /** Of one picture as it is sent, before base64. */
      imageBytes: positive.max(2 * 1024 * 1024).default(262_144),
      /** How many of a conversation are passed on: the newest. */
      messages: positive,
      bodySeconds: z.number().positive().max(300),
      replySeconds: z.number().positive().max(3600),
      /** How long the provider may be silent inside a reply. */
      stallSeconds: z.number().positive().max(3600),
      /** How long the moderation endpoint may take before the request is refused. */
      moderationSeconds: z.number().positive().max(60).default(3),
      /** How long running replies may go on after the process was told to stop. */
      shutdownSeconds: z.number().min(0).max(300),
      /** How long one round trip to the store may take before the request is refused. */
      storeMilliseconds: positive.max(5_000),
    }),
    alerts: z.strictObject({
      thresholdsPercent: z.array(z.number().positive().max(100)),
      /** US dollars by which the provider's bill of a day may exceed the ledger before the owner is told. */
      costDriftUsd: z.number().min(0.000001).max(1_000_000),
    }),
  })
  .superRefine((config, context) => {
    for (const message of contradictionsIn(config)) context.addIssue({ code: "custom", message });
  });

export type SafeguardsConfig = z.infer<typeof configSchema>;
export type ModelConfig = z.infer<typeof model>;
export type ProviderConfig = z.infer<typeof provider>;
/** A key of `plans`. */
export type PlanName = string;
export type Plan = z.infer<typeof plan>;
export type RequestWindow = keyof Plan["requests"];
export type BudgetPeriod = keyof Plan["budgetUsd"];
/** Whose budget: one user's, or everybody's together. */
export type BudgetScope = "user" | "service";
