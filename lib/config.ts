/**
 * Every knob of the safeguards, and no secret. Change values here, or patch them at start with SAFEGUARDS_JSON
 * (a JSON Merge Patch, RFC 7396). lib/safeguards.ts checks the result at boot; lib/config-schema.ts says what each means.
 */
import type { SafeguardsConfig } from "./config-schema.ts";

export const config = {
  // CUSTOMISE: the model a visitor gets without choosing, and what it is told before every conversation.
  defaultModel: "gpt-6-luna",
  instructions: "You are a helpful, concise assistant. Answer in Markdown when structure helps the reader.",

  // CUSTOMISE: the only models that can ever be called. USD per million tokens is, by construction, micro-USD per token.
  // Prices as published by third parties, read on 2026-11-01: compare them with your provider's own price page before you
  // go live, because the spending ceiling is exact in these prices and no others.
  // `reasoning: true` means that the model may bill output tokens that nobody sees. When unsure, leave it true.
  // `imageTokens` is the most that one picture can cost. OpenAI's guide "Images and vision", read on 2026-11-28, bills one token for each
  // square of 32 pixels, times a factor of the model: 1.62 for gpt-5-mini (1.2 has been measured), 2.46 for gpt-5-nano, the dearest. For
  // the newest models it names none, so they stand at the dearest. No picture has more than 1,536 squares (lib/chat/pictures/bounds.ts).
  models: {
    "gpt-6-luna": {
      usdPerMillionTokens: { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5 },
      contextTokens: 128_000,
      reasoning: false,
      tools: true,
      images: true,
      imageTokens: 3_779,
    },
    "gpt-5-mini": {
      usdPerMillionTokens: { input: 0.25, cachedInput: 0.025, cacheWrite: 0.25, output: 2 },
      contextTokens: 128_000,
      reasoning: true,
      tools: true,
      images: true,
      imageTokens: 2_489,
    },
    "gpt-6-sol": {
      usdPerMillionTokens: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
      contextTokens: 128_000,
      reasoning: true,
      tools: true,
      images: true,
      imageTokens: 3_779,
    },
  },

  // CUSTOMISE: servers beside the one of OPENAI_API_KEY, e.g. { openrouter: { api: "chat" } }. A model there says so by `provider`.
  providers: {},

  // CUSTOMISE: what each kind of visitor may do; add plans as you like. lib/auth/plan-for.ts decides who is on which.
  // The dearest reply of each fits into its day with all its steps; `npm run doctor` says where one does not.
  plans: {
    guest: {
      title: "Guest",
      models: ["gpt-6-luna"],
      requests: { "5m": 5, "1h": 25, "1d": 75 },
      budgetUsd: { day: 0.06, month: 0.6 },
      parallelReplies: 1,
      maxInputTokens: 8_000,
      maxOutputTokens: 512,
      maxSteps: 2,
      tools: ["current_time", "my_limits"],
      images: 1,
    },
    member: {
      title: "Member",
      models: ["gpt-6-luna", "gpt-5-mini"],
      requests: { "5m": 20, "1h": 100, "1d": 300 },
      budgetUsd: { day: 0.25, month: 2.5 },
      parallelReplies: 2,
      maxInputTokens: 32_000,
      maxOutputTokens: 2_048,
      maxSteps: 4,
      tools: ["current_time", "my_limits"],
      images: 2,
    },
    admin: {
      title: "Admin",
      models: ["gpt-6-luna", "gpt-5-mini", "gpt-6-sol"],
      requests: { "5m": 60, "1h": 300, "1d": 1_000 },
      budgetUsd: { day: 1, month: 10 },
      parallelReplies: 4,
      maxInputTokens: 32_000,
      maxOutputTokens: 4_096,
      maxSteps: 4,
      tools: ["current_time", "my_limits"],
      images: 4,
    },
  },

  // All users behind one client address together: wide enough for a classroom, narrow enough for a bot farm.
  address: { requests: { "5m": 60, "1h": 400, "1d": 1_500 } },

  // CUSTOMISE: the ceiling on the whole bill.
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
