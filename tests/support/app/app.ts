/** One whole service for a test: the built app, a scripted provider behind it, and visitors with sessions in front. */
import type { SafeguardsConfig } from "../../../lib/config-schema.ts";
import { startInstance, type Instance, type InstanceEnv, type InstanceOptions } from "./instance.ts";
import { type Behaviour, type Provider, startProvider } from "../provider/provider.ts";
import { memberCookie } from "../session.ts";
import type { Visitor } from "../client.ts";
import { CANARY } from "../words.ts";
import { safeguardsJson } from "../config.ts";

export type App = {
  origin: string;
  provider: Provider;
  instance: Instance;
  visitor: (sub?: string) => Promise<Visitor>;
  stop: () => Promise<void>;
};

type Requests = Partial<Record<"5m" | "1h" | "1d", number>>;
export type Patch = {
  plans?: {
    member?: { requests?: Requests; parallelReplies?: number; [knob: string]: unknown };
    [plan: string]: unknown;
  };
  address?: { requests: Requests };
  limits?: Partial<SafeguardsConfig["limits"]>;
  [part: string]: unknown;
};

type Options = {
  env?: InstanceEnv;
  safeguards?: Patch;
  behaviour?: Behaviour;
  provider?: Provider;
  run?: InstanceOptions;
};

/** A busy test machine must not look like a store that is away; how soon it counts as that has tests of its own. */
const UNHURRIED = { storeMilliseconds: 5_000 };
const PLENTY = { "5m": 5_000, "1h": 5_000, "1d": 5_000 };

/** Nothing is in the way but what the test asks for: generous limits, and the in-process store unless `env` names one. */
export async function startApp({
  env = {},
  safeguards = {},
  behaviour,
  provider: shared,
  run,
}: Options = {}): Promise<App> {
  const provider = shared ?? (await startProvider(behaviour));
  const variables: InstanceEnv = {
    LOCAL_DEMO: "1",
    OPENAI_API_KEY: CANARY,
    OPENAI_BASE_URL: provider.url,
    SAFEGUARDS_JSON: safeguardsJson(generous(safeguards)),
    ...env,
  };
  const instance = await startInstance(variables, run);
  return {
    origin: instance.origin,
    provider,
    instance,
    visitor: async (sub = `user-${crypto.randomUUID()}`) => ({
      origin: instance.origin,
      cookie: await memberCookie({ sub }),
    }),
    stop: async () => {
      await instance.stop();
      if (!shared) await provider.stop();
    },
  };
}

function generous({ plans, address, limits, ...rest }: Patch): Patch {
  const { member, ...others } = plans ?? {};
  const requests = { ...PLENTY, ...member?.requests };
  return {
    ...rest,
    limits: { ...UNHURRIED, ...limits },
    address: { requests: { ...PLENTY, ...address?.requests } },
    plans: { ...others, member: { parallelReplies: 100, ...member, requests } },
  };
}
