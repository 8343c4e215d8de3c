/**
 * MODERATION=1: a question passes OpenAI's moderation endpoint, which is free, before anything is reserved, and so does each picture.
 * A safeguard does not fail open: when nobody can tell, the answer is no.
 */
import "server-only";

import { BUILT_IN_PROVIDER } from "../config-checks.ts";
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";
import { afterResponse } from "../http/after-response.ts";
import { tally } from "../http/tally.ts";
import { safeguards } from "../safeguards.ts";
import { noteProvider } from "../usage/note-provider.ts";
import { anyFlagged, MODERATION_MODEL } from "./ask-moderation.ts";
import type { Picture } from "./chat-input.ts";
import { type ProviderFailure, providerFailure } from "./provider/provider-failure.ts";

const RETRY_MS = 10_000;

type Asked = {
  /** Of all turns, the question last. What came before it is the client's word, and so is looked at as well. */
  contents: string[];
  pictures: Picture[];
};

/**
 * @throws Refusal `prompt_refused` when something is flagged, `provider_busy` when nobody can tell
 */
export async function requireHarmless({ contents, pictures }: Asked, clientGone: AbortSignal): Promise<void> {
  if (!env().MODERATION) return;
  const before = contents.slice(0, -1).join("\n\n");
  const input = [before, ...contents.slice(-1)].filter(Boolean);
  const deadline = AbortSignal.timeout(safeguards().limits.moderationSeconds * 1000);
  const flagged = await anyFlagged(input, pictures, AbortSignal.any([clientGone, deadline])).catch((error: unknown) =>
    refuseBlind(error, clientGone),
  );
  if (!flagged) return;
  afterResponse(tally("moderation.flagged"));
  throw new Refusal("prompt_refused", { detail: "This message was flagged, and was not sent to the model." });
}

function refuseBlind(error: unknown, clientGone: AbortSignal): never {
  const failure = providerFailure(error);
  // The endpoint refuses this text: it is the visitor's to change, and no failure.
  if (failure.concerns === "nobody") throw failure.refusal;
  if (!clientGone.aborted) noteFailure(failure);
  if (failure.refusal.code === "provider_busy") throw failure.refusal;
  throw new Refusal("provider_busy", { cause: error, resetAtMs: Date.now() + RETRY_MS });
}

/** A key that may not moderate is the owner's to mend, and is no reason to ask the provider for nothing else. */
function noteFailure({ concerns }: ProviderFailure): void {
  const about = concerns === "health" ? concerns : "configuration";
  const end = { concerns: about, steps: [], outputBoundPassed: false } as const;
  afterResponse(tally("moderation.failed"));
  afterResponse(noteProvider(end, { provider: BUILT_IN_PROVIDER, model: MODERATION_MODEL, probing: false }));
}
