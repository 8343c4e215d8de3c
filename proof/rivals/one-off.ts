/** Ours with each single safeguard off: which safeguards the attacks then name. */
import type { Attack } from "../attack/attack.ts";
import { startOneOffProxy } from "../attack/one-off-proxy.ts";
import { ATTACKS } from "../attack/catalogue.ts";
import type { Switch } from "../attack/one-off-switches.ts";
import { runAttacks } from "../attack/run.ts";
import { SAFEGUARDS, safeguardOf } from "../attack/safeguards.ts";
import { startApp } from "../../tests/support/app/app.ts";
import { cookie as session, memberCookie } from "../../tests/support/session.ts";

/** @property named every safeguard with an attack that got through, and how many */
export type OneOff = { off: string; expected: string; named: Record<string, number> };

const OWNER = "owner@example.com";
// The stand-in provider, and no address of its own: the one that the proxy is asked by counts.
const PLAIN = { NEXTAUTH_URL: "", ADMIN_EMAILS: OWNER, OPENAI_API_KEY: "", OPENAI_BASE_URL: "" };
/** A test's app is generous unless it is told. */
const TWO_AT_ONCE = { parallelReplies: 2 };
const PATIENT = { storeMilliseconds: 5_000 };

/** Two attacks of each safeguard that neither wait for a deadline nor use an account up. */
const SAMPLE = new Set(
  SAFEGUARDS.flatMap(({ name }) => {
    const quick = ATTACKS.filter(({ id, cost }) => safeguardOf(id).name === name && cost !== "slow" && cost !== "last");
    return [quick[0], quick.at(-1)];
  }),
);

/** @param each called with every outcome as it comes */
export async function switchOffOneByOne(switches: Switch[], each: (outcome: OneOff) => void): Promise<OneOff[]> {
  const outcomes: OneOff[] = [];
  const tell = (outcome: OneOff) => {
    outcomes.push(outcome);
    each(outcome);
  };
  const app = await startApp({
    env: PLAIN,
    safeguards: { plans: { member: TWO_AT_ONCE }, limits: PATIENT },
  });
  const proxy = await startOneOffProxy(app.origin, {
    memberCookie: await memberCookie({ sub: "proxy" }),
    adminCookie: await memberCookie({ sub: "owner", email: OWNER }),
  });
  try {
    const tried = switches.flatMap((one) => ("off" in one ? [one] : []));
    // A proxy reads bodies to their end: what it lets through with everything on is not the switch's.
    const byItself = new Set(await failedAt(proxy.origin, (attack) => tried.some((one) => isTried(attack, one))));
    for (const one of tried) {
      proxy.switchOff(one.off);
      tell(
        outcomeOf(
          one,
          (await failedAt(proxy.origin, (attack) => isTried(attack, one))).filter((id) => !byItself.has(id)),
        ),
      );
    }
  } finally {
    await proxy.stop();
    await app.stop();
  }
  for (const one of switches) {
    if (!("configuration" in one)) continue;
    const { env = {}, safeguards = {} } = one.configuration;
    const limits = { ...PATIENT, ...safeguards.limits };
    const plans = { ...safeguards.plans, member: { ...TWO_AT_ONCE, ...safeguards.plans?.member } };
    const own = await startApp({ env: { ...PLAIN, ...env }, safeguards: { ...safeguards, plans, limits } });
    try {
      tell(outcomeOf(one, await failedAt(own.origin, (attack) => isTried(attack, one), env.NEXTAUTH_SECRET)));
    } finally {
      await own.stop();
    }
  }
  return outcomes;
}

/**
 * @param secret that signs the attackers' sessions
 * @returns the ids of the attacks that got through
 */
async function failedAt(url: string, only: (attack: Attack) => boolean, secret?: string): Promise<string[]> {
  const newcomer = () => session({ sub: crypto.randomUUID(), name: "A newcomer", email: "new@example.com" }, secret);
  const [cookie, secondCookie] = await Promise.all([newcomer(), newcomer()]);
  const report = await runAttacks({ url, cookie, secondCookie, only });
  if (!report) throw new Error(`Nobody answers at ${url}`);
  return report.results.filter(({ held }) => held === false).map(({ id }) => id);
}

function outcomeOf(one: Switch, failed: string[]): OneOff {
  const byName = Map.groupBy(failed, (id) => safeguardOf(id).name);
  const named = Object.fromEntries([...byName].map(([name, ids]) => [name, ids.length]));
  return { off: one.safeguard, expected: safeguardOf(one.named).name, named };
}

function isTried(attack: Attack, { look }: Switch): boolean {
  return SAMPLE.has(attack) || look.some((start) => attack.id.startsWith(start));
}
