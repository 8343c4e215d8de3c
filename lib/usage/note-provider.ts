/** What a reply tells about its provider: to the breaker, to the owner, and to the figure of how many fail. */
import "server-only";

import { publishAlert } from "../events.ts";
import { afterResponse } from "../http/after-response.ts";
import { log } from "../log.ts";
import { keys } from "../store/keys.ts";
import { redis } from "../store/redis.ts";
import { closeBreaker, openBreaker } from "./breaker.ts";
import { noteOutcome } from "./provider-health.ts";

/**
 * account: the owner's key, quota or billing is refused · configuration: this model cannot work as it is configured · health: a
 * failed reply · nobody: no failure, or one that is the visitor's to change
 */
export type Concerns = "account" | "configuration" | "health" | "nobody";

type Noted = { concerns: Concerns; steps: readonly { usage: unknown; deltas: number }[]; outputBoundPassed: boolean };
type Call = {
  provider: string;
  model: string;
  /** It tried a provider that was unavailable. */
  probing: boolean;
};

const HOUR_SECONDS = 3_600;

/** All of it is a courtesy and protects no money, so a store that does not answer is no reason to fail. Never rejects. */
export async function noteProvider(end: Noted, { provider, model, probing }: Call): Promise<void> {
  // Words are an answer as well as a bill is: some compatible servers never send one.
  const answered = end.steps.some(({ usage, deltas }) => usage !== null || deltas > 0);
  try {
    if (end.concerns === "account") return await openBreaker(provider);
    if (end.concerns === "configuration") return await tellOnce(model, "The provider refuses every call of it.");
    if (end.outputBoundPassed) await tellOnce(model, "It goes on past the most output that it was asked for.");
    if (probing && answered) await closeBreaker(provider);
    if (end.concerns === "health") afterResponse(note(provider, "failed"));
    else if (answered) afterResponse(note(provider, "answered"));
  } catch {
    log("warn", "provider_not_noted");
  }
}

/** Keeps nobody waiting: how many fail is for the owner alone. */
async function note(provider: string, outcome: "answered" | "failed"): Promise<void> {
  await noteOutcome(provider, outcome).catch(() => log("warn", "provider_not_noted"));
}

/** Once an hour and model: every visitor would bring the same news. */
async function tellOnce(model: string, reason: string): Promise<void> {
  const isNew = await redis().set(keys.misconfigured(model), "1", { nx: true, ex: HOUR_SECONDS });
  if (isNew) publishAlert({ event: "provider_misconfigured", model, reason });
}
