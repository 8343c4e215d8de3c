/** The attack suite proves the starter, and then itself: it passes here, fails a naive server, and names each safeguard that is off. */
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";

import { runAttacks } from "./run.ts";
import { ATTACKS } from "./catalogue.ts";
import type { Report } from "./report.ts";
import { type App, startApp } from "../../tests/support/app/app.ts";
import { startInstance } from "../../tests/support/app/instance.ts";
import { forgeSession } from "./forge.ts";
import { startNaiveServer } from "./naive-server.ts";
import { type OneOffProxy, startOneOffProxy } from "./one-off-proxy.ts";
import { SWITCHES, type Switch } from "./one-off-switches.ts";
import { startProvider } from "../../tests/support/provider/provider.ts";
import { startRedisServer } from "../../tests/support/store/redis-server.ts";
import { startRoundRobin } from "./round-robin.ts";
import { memberCookie } from "../../tests/support/session.ts";
import { CANARY } from "../../tests/support/words.ts";
import { safeguardsJson } from "../../tests/support/config.ts";

/** Room for all attacks of two accounts, and just not for those that use an account or an address up. */
const ROOM = {
  models: { "gpt-6-luna": { images: true, imageTokens: 2_000 } },
  plans: { member: { requests: { "5m": 140, "1h": 400, "1d": 1_000 }, images: 2 } },
  address: { requests: { "5m": 205, "1h": 1_000, "1d": 5_000 } },
  // How quickly a busy store is given up is not the question here.
  limits: { storeMilliseconds: 5_000 },
};

/** These wait for a condition of their own; each is tried further below. */
const ELSEWHERE = ["spending-budget-race", "spending-output-bound"];

async function newcomers(): Promise<{ cookie: string; secondCookie: string }> {
  const [cookie, secondCookie] = await Promise.all([1, 2].map(() => memberCookie({ sub: crypto.randomUUID() })));
  return { cookie: cookie ?? "", secondCookie: secondCookie ?? "" };
}

async function cookieOf(secret: string): Promise<string> {
  const session = await forgeSession(secret, { sub: crypto.randomUUID(), name: "A", email: "a@example.com" });
  return `next-auth.session-token=${session}`;
}

function answered(report: Report | null): Report {
  if (!report) throw new Error("Nobody answered");
  return report;
}

const failedIn = ({ results }: Report) =>
  results.filter(({ held }) => held === false).map(({ id, detail }) => `${id}: ${detail}`);

it("has at least 150 attacks, each with an id of its own", () => {
  expect(ATTACKS.length).toBeGreaterThan(150);
  expect(new Set(ATTACKS.map(({ id }) => id)).size).toBe(ATTACKS.length);
});

/** Each test stops what it started, whatever else is running, the last first. */
function stage(onTestFinished: TestContext["onTestFinished"]) {
  return async function started<T extends { stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
    const one = await starting;
    onTestFinished(one.stop);
    return one;
  };
}

describe.concurrent("the suite", { timeout: 240_000 }, () => {
  it("holds on two instances over one real Redis, and no log tells a secret", async ({ expect, onTestFinished }) => {
    const started = stage(onTestFinished);
    const [redis, front] = [await started(startRedisServer()), await started(startRoundRobin())];
    const provider = await started(startProvider({ kind: "answer", text: "word ".repeat(60), wordDelayMs: 50 }));
    const env = {
      LOCAL_DEMO: "1",
      SAFEGUARDS_JSON: safeguardsJson(ROOM),
      NEXTAUTH_URL: front.origin,
      REDIS_URL: redis.url,
      OPENAI_API_KEY: CANARY,
      OPENAI_BASE_URL: provider.url,
      // With these the scheduled job and machines exist, and their secrets can be tried.
      OPENAI_ADMIN_KEY: CANARY,
      CRON_SECRET: CANARY,
      GRANTS_SECRET: CANARY,
    };
    const instances = await Promise.all([1, 2].map(() => started(startInstance(env))));
    front.sendTo(instances.map(({ origin }) => origin));
    const report = answered(await runAttacks({ url: front.origin, ...(await newcomers()) }));
    expect(failedIn(report)).toEqual([]);
    expect(report.complaints).toEqual([]);
    expect(report.missing).toEqual([]);
    expect(report.results.filter(({ held }) => held === null).map(({ id }) => id)).toEqual(ELSEWHERE);
    for (const { output } of instances) expect(output()).not.toContain(CANARY);
  });

  it("finds a naive server wanting, in at least 80 % of what it tries", async ({ expect, onTestFinished }) => {
    const naive = await stage(onTestFinished)(startNaiveServer());
    const report = answered(await runAttacks({ url: naive.origin, ...(await newcomers()) }));
    expect(report.passed + report.failed).toBeGreaterThan(400);
    expect(report.failed / (report.passed + report.failed)).toBeGreaterThan(0.8);
  });

  it("sees that the longest reply is cut by its bound", async ({ expect, onTestFinished }) => {
    const env = { OPENAI_API_KEY: "", OPENAI_BASE_URL: "" };
    const safeguards = { plans: { member: { maxOutputTokens: 16 } } };
    const app = await stage(onTestFinished)(startApp({ env, safeguards }));
    const only = ({ id }: { id: string }) => id === "spending-output-bound";
    const report = answered(await runAttacks({ url: app.origin, ...(await newcomers()), only }));
    expect(report.results.map(({ held, detail }) => [held, detail])).toEqual([
      [true, expect.stringMatching("cut after")],
    ]);
  });

  it("races a budget that has room for fewer replies", async ({ expect, onTestFinished }) => {
    const budgetUsd = { day: 0.01, month: 0.01 };
    const safeguards = { plans: { member: { budgetUsd, parallelReplies: 30 } }, limits: { storeMilliseconds: 5_000 } };
    const app = await stage(onTestFinished)(startApp({ safeguards }));
    // So that all of them run at the same time.
    app.provider.behave({ kind: "answer", text: "A story.", firstDelayMs: 1_000 });
    const only = ({ id }: { id: string }) => id === "spending-budget-race";
    const report = answered(await runAttacks({ url: app.origin, ...(await newcomers()), only }));
    expect(report.results.map(({ id, held }) => [id, held])).toEqual([["spending-budget-race", true]]);
  });
});

describe("with one safeguard switched off, the suite names it:", () => {
  let app: App | undefined;
  let proxy: OneOffProxy | undefined;
  /** What holds as long as everything is on, through the same proxy. */
  let holding: Set<string>;
  const noticed = new Map<string, string[]>();

  const lookedAt = new Set(SWITCHES.flatMap((one) => ("off" in one ? one.look : [])));
  const startsWithOneOf = (starts: Iterable<string>) => (attack: { id: string }) =>
    [...starts].some((start) => attack.id.startsWith(start));

  beforeAll(async () => {
    const admin = "owner@example.com";
    // The stand-in provider: quick on short questions, long on long ones, and it answers in several lines.
    // No address of its own: the one that the proxy is asked by counts.
    const env = {
      NEXTAUTH_URL: "",
      ADMIN_EMAILS: admin,
      OPENAI_API_KEY: "",
      OPENAI_BASE_URL: "",
      OPENAI_ADMIN_KEY: CANARY,
      CRON_SECRET: CANARY,
    };
    app = await startApp({
      env,
      safeguards: { plans: { member: { parallelReplies: 2 } }, limits: { storeMilliseconds: 5_000 } },
    });
    const cookies = {
      memberCookie: await memberCookie({ sub: "proxy" }),
      adminCookie: await memberCookie({ sub: "owner", email: admin }),
    };
    proxy = await startOneOffProxy(app.origin, cookies);
    const report = answered(
      await runAttacks({ url: proxy.origin, ...(await newcomers()), only: startsWithOneOf(lookedAt) }),
    );
    expect(failedIn(report)).toEqual([]);
    holding = new Set(report.results.filter(({ held }) => held).map(({ id }) => id));
  }, 180_000);
  afterAll(async () => {
    const lines = [...noticed].map(
      ([safeguard, ids]) => `${String(ids.length).padStart(3)} attacks get through without: ${safeguard}`,
    );
    console.log(`Safeguards switched off, one by one:\n${lines.join("\n")}`);
    await proxy?.stop();
    await app?.stop();
  });

  async function failedWithout(one: Switch): Promise<string[]> {
    const attackers = await newcomers();
    const options = { ...attackers, only: startsWithOneOf(one.look) };
    if ("off" in one) {
      proxy?.switchOff(one.off);
      return idsOf(answered(await runAttacks({ url: proxy?.origin ?? "", ...options })));
    }
    const { env = {}, safeguards = {} } = one.configuration;
    const own = await startApp({ env: { OPENAI_API_KEY: "", OPENAI_BASE_URL: "", ...env }, safeguards });
    try {
      const secret = env.NEXTAUTH_SECRET;
      const issued = secret === undefined ? {} : { cookie: await cookieOf(secret), secondCookie: undefined };
      return idsOf(answered(await runAttacks({ url: own.origin, ...options, ...issued })));
    } finally {
      await own.stop();
    }
  }

  const idsOf = ({ results }: Report) => results.filter(({ held }) => held === false).map(({ id }) => id);

  it.each(SWITCHES.map((one) => [one.safeguard, one] as const))("%s", async (_, one) => {
    const failed = await failedWithout(one);
    noticed.set(one.safeguard, failed);
    expect(failed).toContain(one.named);
    if ("off" in one) expect(holding).toContain(one.named);
  });
});
