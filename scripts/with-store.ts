/** What the owner's commands have in common: the environment checked, the store in reach, and one readable line when it fails. */
import { bridgeRedis } from "../lib/boot/bridge-redis.ts";
import { missingParts } from "../lib/boot/requirements.ts";
import { readEnv, startEnv, storeCredentials } from "../lib/env.ts";
import { Refusal } from "../lib/errors.ts";
import { resolveSafeguards } from "../lib/safeguards.ts";

const HINTS: Partial<Record<Refusal["code"], string>> = {
  store_unavailable: "The store did not answer, or not with what was expected. npm run doctor says more.",
  provider_unavailable: "The provider refused OPENAI_ADMIN_KEY: it needs the right to read the organization's usage.",
  upstream_timeout: "The provider took too long to answer. Nothing was stored; run it again.",
};

/** Ends the process: with 0 when the work is done, with 1 and a message when it is not. */
export async function withStore(work: () => Promise<void>): Promise<never> {
  try {
    await reachStore();
    await work();
    process.exit(0);
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

/** Before anything reads the environment: a store behind REDIS_URL is spoken to over the same bridge as in the server. */
export async function reachStore(): Promise<void> {
  const variables = startEnv();
  const { limits } = resolveSafeguards(readEnv(variables).SAFEGUARDS_JSON);
  await bridgeRedis(variables, limits.storeMilliseconds);
  if (storeCredentials(readEnv(variables))) return;
  const { variables: names, cure } =
    missingParts(readEnv({})).find(({ variables }) => variables.includes("REDIS_URL")) ?? {};
  throw new Error(`No store is configured. Set ${names}.\n${cure}`);
}

/** Never what the store or the provider said: that can hold ids and keys. */
function explain(error: unknown): string {
  if (!(error instanceof Refusal)) return error instanceof Error ? error.message : "It failed.";
  return HINTS[error.code] ?? error.detail;
}
