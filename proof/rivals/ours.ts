/** This project as one of the compared: its production build as a process of its own, which can die and come back. */
import { PROVIDER_KEY } from "../attack/money-provider.ts";
import { safeguardsJson } from "../../tests/support/config.ts";
import { type InstanceEnv, startInstance } from "../../tests/support/app/instance.ts";
import { CANARY } from "../../tests/support/words.ts";
import type { Stage } from "./stage.ts";
import type { Running } from "./written.ts";

const PLENTY = { "5m": 100_000, "1h": 100_000, "1d": 100_000 };

/** Room for all attacks of two accounts, and just not for those that use an account or an address up. */
export const roomForAll = {
  plans: { member: { requests: { "5m": 120, "1h": 400, "1d": 1_000 } } },
  address: { requests: { "5m": 160, "1h": 1_000, "1d": 5_000 } },
  limits: { storeMilliseconds: 5_000 },
};

/** Only the ceiling is in the way: request limits would hold an attacker up long before the money does. */
export function ceilingAlone(budgetMicroUsd: number): object {
  const usd = budgetMicroUsd / 1_000_000;
  return {
    plans: { member: { requests: PLENTY, parallelReplies: 100, budgetUsd: { day: usd, month: usd } } },
    address: { requests: PLENTY },
    service: { budgetUsd: { day: 100, month: 100 } },
    limits: { storeMilliseconds: 5_000 },
  };
}

export async function startOurs({ provider, redisUrl }: Stage, safeguards: object): Promise<Running> {
  const env: InstanceEnv = {
    LOCAL_DEMO: "1",
    REDIS_URL: redisUrl,
    OPENAI_API_KEY: PROVIDER_KEY,
    OPENAI_BASE_URL: provider.url,
    SAFEGUARDS_JSON: safeguardsJson(safeguards),
    // With these the scheduled job and machines exist, and their secrets can be tried.
    OPENAI_ADMIN_KEY: CANARY,
    CRON_SECRET: CANARY,
    GRANTS_SECRET: CANARY,
  };
  let instance = await startInstance(env);
  const { origin } = instance;
  const crash = async () => {
    instance.kill("SIGKILL");
    await instance.ended;
    instance = await startInstance(env, { port: Number(new URL(origin).port) });
  };
  return { origin, crash, stop: () => instance.stop() };
}
