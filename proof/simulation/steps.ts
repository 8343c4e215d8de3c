/** What may happen in a simulated service, drawn by fast-check: one list of steps is one run. */
import * as fc from "fast-check";

import { type Fate, FATES } from "./network.ts";
import type { Prompt } from "./provider.ts";

/** The likelier ones more than once. */
const ENDINGS = [
  "usage",
  "usage",
  "usage",
  "no usage",
  "broken usage",
  "refused",
  "account refused",
  "reader left",
] as const;
const SWITCHES = [
  "pause",
  "resume",
  "resume",
  "resume",
  "block",
  "unblock",
  "unblock",
  "close breaker",
  "close breaker",
] as const;

export type Setup = {
  /** Epoch milliseconds at which it begins. */
  start: number;
  /** How wrong each instance's clock is. */
  skewsMs: number[];
  /** micro-USD: user month, user day, service month, service day. */
  limits: number[];
  parallelReplies: number;
  /** How often the provider may be called for one reply. */
  maxSteps: number;
  /** Another plan, which may be granted. */
  team: Terms;
  /** Whether the store may lose what it has. */
  forgets: boolean;
};

/** micro-USD, and replies at once. */
export type Terms = { month: number; day: number; parallelReplies: number };

/** What an owner grants: absent is what the plan says. */
export type Grant = { isTeam: boolean; month: number | null; day: number | null; lastsMs: number | null };

/** A further step after tools have run. */
export type Further = {
  /** Of the tools' inputs and outputs. */
  words: number[];
  inputIs: Prompt["inputIs"];
  /** What the provider says of the step before. */
  said: "usage" | "no usage" | "broken usage";
  /** Whether the reply still wants it when it has been held for. */
  isCalled: boolean;
};

/** All of it, the service's figures alone, or what came after a replica stopped to follow. */
const LOSSES = ["everything", "the service's figures", "the latest writes"] as const;

export type Step =
  | { do: "chat"; instance: number; account: number; model: number; prompt: Prompt; usesOldToken: boolean }
  | { do: "move"; pick: number; fate: Fate }
  | { do: "arrive late"; pick: number }
  | { do: "stream"; pick: number; tokens: number }
  | { do: "go on"; pick: number; further: Further }
  | { do: "end"; pick: number; how: (typeof ENDINGS)[number]; overrun: number }
  | { do: "beat" | "restart"; instance: number }
  | { do: "try again"; instance: number; pick: number }
  | { do: "crash"; instance: number; overrun: number }
  | { do: "switch"; which: (typeof SWITCHES)[number]; account: number }
  | { do: "pay"; account: number; key: number; microUsd: number }
  | { do: "grant"; account: number; grant: Grant | null }
  | { do: "lag" }
  | { do: "lose"; what: (typeof LOSSES)[number] }
  | { do: "wait"; ms: number };

export type Scenario = { setup: Setup; steps: Step[] };

const small = fc.nat({ max: 11 });
const instance = fc.nat({ max: 2 });
const account = fc.nat({ max: 2 });
const overrun = fc.nat({ max: 60 });
const tokens = fc.oneof(fc.nat({ max: 80 }), fc.constant(200));

const inputIs = fc.constantFrom("fresh", "cached", "written");

const further: fc.Arbitrary<Further> = fc.record({
  words: fc.array(fc.nat({ max: 30 }), { minLength: 2, maxLength: 4 }),
  inputIs,
  said: fc.constantFrom("usage", "usage", "usage", "no usage", "broken usage"),
  isCalled: fc.integer({ min: 0, max: 7 }).map((drawn) => drawn < 7),
});

const prompt: fc.Arbitrary<Prompt> = fc.record({
  words: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 }),
  maxOutputTokens: fc.integer({ min: 16, max: 120 }),
  images: fc.constantFrom(0, 0, 0, 1, 2),
  tokensAPicture: fc.integer({ min: 1, max: 60 }),
  inputIs,
});

/** Moments and hours; the edges of the windows are ten seconds after the start, or a day. */
const ms = fc.oneof(
  fc.nat({ max: 3_000 }),
  fc.integer({ min: 3_000, max: 40_000 }),
  fc.constantFrom(30_000, 60_000, 10_000, 86_400_000),
);

const granted = fc.oneof(fc.constant(null), fc.nat({ max: 400 }), fc.nat({ max: 4_000 }));

const anyGrant: fc.Arbitrary<Grant> = fc.record({
  isTeam: fc.boolean(),
  month: granted,
  day: granted,
  lastsMs: fc.oneof(fc.constant(null), fc.constantFrom(0, 10_000, 60_000, 86_400_000)),
});

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("chat"),
      instance,
      account,
      model: fc.nat({ max: 2 }),
      prompt,
      usesOldToken: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 9),
    }),
  },
  { weight: 22, arbitrary: fc.record({ do: fc.constant("move"), pick: small, fate: fc.constant<Fate>("delivered") }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("move"), pick: small, fate: fc.constantFrom(...FATES) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("arrive late"), pick: small }) },
  { weight: 15, arbitrary: fc.record({ do: fc.constant("stream"), pick: small, tokens }) },
  {
    weight: 7,
    arbitrary: fc.record({ do: fc.constant("end"), pick: small, how: fc.constantFrom(...ENDINGS), overrun }),
  },
  { weight: 9, arbitrary: fc.record({ do: fc.constant("go on"), pick: small, further }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constantFrom("beat", "beat", "try again"), instance, pick: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("crash", "restart"), instance, overrun }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("switch"), which: fc.constantFrom(...SWITCHES), account }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pay"),
      account,
      key: fc.nat({ max: 9 }),
      microUsd: fc.oneof(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: -800, max: 0 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("grant"), account, grant: fc.oneof(fc.constant(null), anyGrant) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lag") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lose"), what: fc.constantFrom(...LOSSES) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait"), ms }) },
);

const limit = fc.oneof(fc.integer({ min: 60, max: 1_200 }), fc.integer({ min: 800, max: 8_000 }));

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  setup: fc.record({
    start: fc.constantFrom(
      Date.UTC(2090, 0, 31, 23, 59, 50),
      Date.UTC(2090, 4, 10, 23, 59, 50),
      Date.UTC(2090, 4, 10, 12),
    ),
    skewsMs: fc.array(fc.constantFrom(0, 0, 2_000, -2_000, 20_000, -20_000, 90_000), { minLength: 3, maxLength: 3 }),
    limits: fc
      .tuple(limit, limit, limit, limit)
      .map(([userMonth, userDay, month, day]) => [userMonth, userDay, 2 * month, 2 * day]),
    parallelReplies: fc.integer({ min: 1, max: 4 }),
    maxSteps: fc.integer({ min: 1, max: 5 }),
    team: fc.record({ month: limit, day: limit, parallelReplies: fc.integer({ min: 1, max: 4 }) }),
    forgets: fc.constantFrom(false, false, true),
  }),
  steps: fc.array(anyStep, { minLength: 40, maxLength: 160, size: "max" }),
});
