/** Ours with each single safeguard off: which safeguards the attacks then name. */
import type { Attack } from "../attack/attack.ts";
import { startOneOffProxy } from "../attack/one-off-proxy.ts";
import { type Switch, SWITCHES } from "../attack/one-off-switches.ts";
import { runAttacks } from "../attack/run.ts";
import { safeguardOf } from "../attack/safeguards.ts";
import { type App, startApp } from "../../tests/support/app/app.ts";
import { memberCookie } from "../../tests/support/session.ts";

/** @property named every safeguard with an attack that got through, and how many */
export type OneOff = { off: string; expected: string; named: Record<string, number> };

const OWNER = "owner@example.com";
// The stand-in provider, and no address of its own: the one that the proxy is asked by counts.
const PLAIN = { NEXTAUTH_URL: "", ADMIN_EMAILS: OWNER, OPENAI_API_KEY: "", OPENAI_BASE_URL: "" };
const PATIENT = { storeMilliseconds: 5_000 };

/** @param each called with every outcome as it comes; only: which switches, all when absent */
export async function switchOffOneByOne(
  each: (outcome: OneOff) => void,
  only: (one: Switch) => boolean = () => true,
): Promise<OneOff[]> {
  const outcomes: OneOff[] = [];
  const tell = (outcome: OneOff) => {
    outcomes.push(outcome);
    each(outcome);
  };
  const chosen = SWITCHES.filter(only);
  const app = await startApp({
    env: PLAIN,
    safeguards: { plans: { member: { parallelReplies: 2 } }, limits: PATIENT },
  });
  const proxy = await startOneOffProxy(app.origin, {
    memberCookie: await memberCookie({ sub: "proxy" }),
    adminCookie: await memberCookie({ sub: "owner", email: OWNER }),
  });
  try {
    for (const one of chosen) {
      if (!("off" in one)) continue;
      proxy.switchOff(one.off);
      tell(await outcomeOf(one, proxy.origin));
    }
  } finally {
    await proxy.stop();
    await app.stop();
  }
  for (const one of chosen) {
    if (!("configuration" in one)) continue;
    const own = await startConfigured(one.configuration);
    try {
      tell(await outcomeOf(one, own.origin));
    } finally {
      await own.stop();
    }
  }
  return outcomes;
}

function startConfigured({ env = {}, safeguards = {} }: Extract<Switch, { configuration: object }>["configuration"]) {
  return startApp({
    env: { ...PLAIN, ...env },
    safeguards: { ...safeguards, limits: { ...PATIENT, ...safeguards.limits } },
  });
}

async function outcomeOf(one: Switch, url: App["origin"]): Promise<OneOff> {
  const [cookie = "", secondCookie = ""] = await Promise.all(
    [1, 2].map(() => memberCookie({ sub: crypto.randomUUID() })),
  );
  const report = await runAttacks({ url, cookie, secondCookie, only: (attack) => isTried(attack, one) });
  if (!report) throw new Error(`Nobody answers at ${url}`);
  const failed = report.results.filter(({ held }) => held === false).map(({ id }) => safeguardOf(id).name);
  const named = Object.fromEntries([...Map.groupBy(failed, (name) => name)].map(([name, all]) => [name, all.length]));
  return { off: one.safeguard, expected: safeguardOf(one.named).name, named };
}

/** Where the switch is looked for, and elsewhere whatever neither waits for deadlines nor uses an account up. */
function isTried({ id, cost }: Attack, { look }: Switch): boolean {
  return look.some((start) => id.startsWith(start)) || (cost !== "slow" && cost !== "last");
}
