/** A start that lacks something must say all of it at once, and never a value; a demo start needs nothing. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, describe, expect, it } from "vitest";

import { type Instance, runUntilExit, startInstance } from "../support/app/instance.ts";
import { guestCookie } from "../support/session.ts";
import { TEST_SECRET } from "../support/words.ts";
import { safeguardsJson } from "../support/config.ts";

const running: Instance[] = [];
afterEach(async () => {
  for (const instance of running.splice(0)) await instance.stop();
});

describe("a production start", () => {
  it("without anything names every missing variable and how to get it, and ends", async () => {
    const { code, output } = await runUntilExit({});
    expect(code).toBe(1);
    const names = [
      "NEXTAUTH_SECRET",
      "OPENAI_API_KEY",
      "UPSTASH_REDIS_REST_URL",
      "UPSTASH_REDIS_REST_TOKEN",
      "KV_REST_API_URL",
    ];
    const signIn = [
      "REDIS_URL",
      "GITHUB_ID",
      "GITHUB_SECRET",
      "GOOGLE_ID",
      "OIDC_ISSUER",
      "GUEST_ACCESS",
      "LOCAL_DEMO",
    ];
    for (const name of [...names, ...signIn]) expect(output).toContain(name);
    expect(output).not.toMatch(/^\s+at /m);
  });

  it("that lacks one thing names that alone", async () => {
    const { code, output } = await runUntilExit({
      NEXTAUTH_SECRET: TEST_SECRET,
      UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
      UPSTASH_REDIS_REST_TOKEN: "local-test-store-token",
      GUEST_ACCESS: "1",
    });
    expect(code).toBe(1);
    expect(output).toContain("OPENAI_API_KEY");
    expect(output).not.toMatch(/NEXTAUTH_SECRET|KV_REST_API_URL|GITHUB_ID/);
  });

  it("with wrong values names the variables and repeats no value", async () => {
    const { code, output } = await runUntilExit({
      NEXTAUTH_SECRET: "too-short-to-sign",
      OPENAI_BASE_URL: "not-an-address",
      LOCAL_DEMO: "1",
    });
    expect(code).toBe(1);
    expect(output).toContain("NEXTAUTH_SECRET");
    expect(output).toContain("OPENAI_BASE_URL");
    expect(output).not.toMatch(/too-short-to-sign|not-an-address/);
  });

  it.each([
    ['{"plans":{"member":{"requests":{"5m":-1}}}}', "plans.member.requests"],
    ['{"defaultModel":"a-model-nobody-priced"}', "a-model-nobody-priced"],
    ['{"plan":{}}', "plan"],
    ["{", "SAFEGUARDS_JSON"],
  ])("with the safeguards %s says what is wrong with them", async (SAFEGUARDS_JSON, place) => {
    const { code, output } = await runUntilExit({ LOCAL_DEMO: "1", SAFEGUARDS_JSON });
    expect(code).toBe(1);
    expect(output).toContain(place);
  });

  it("on a Node that is too old says so, whatever else is missing, and ends", async () => {
    // The version alone: libraries ask for it before ours does, and a real old Node stands on few machines.
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";
    const { code, output } = await runUntilExit({
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}`,
    });
    expect(code).toBe(1);
    expect(output).toContain("22.12");
    expect(output).not.toMatch(/NEXTAUTH_SECRET|^\s+at /m);
  });

  it.each([{ TURNSTILE_SITE_KEY: "local" }, { TURNSTILE_SECRET_KEY: "local" }])(
    "with half of the challenge's keys says so: %j",
    async (half) => {
      const { code, output } = await runUntilExit({ LOCAL_DEMO: "1", GUEST_ACCESS: "1", ...half });
      expect(code).toBe(1);
      expect(output).toContain("TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY belong together");
    },
  );

  it("refuses LOCAL_DEMO on Vercel", async () => {
    const { code, output } = await runUntilExit({ LOCAL_DEMO: "1", VERCEL: "1" });
    expect(code).toBe(1);
    expect(output).toContain("LOCAL_DEMO");
  });
});

it("starts with LOCAL_DEMO alone, and says what is stood in for and what replaces it", async () => {
  const instance = await startInstance({ LOCAL_DEMO: "1", NEXTAUTH_SECRET: "" });
  running.push(instance);
  const health = await fetch(`${instance.origin}/api/health`);
  expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
  expect(health.headers.get("keep-alive")).toBe("timeout=75");
  for (const name of ["NEXTAUTH_SECRET", "UPSTASH_REDIS_REST_URL", "OPENAI_API_KEY", "GITHUB_ID"])
    expect(instance.output()).toContain(name);
});

it("serves on at rest when whoever read its log is gone", async () => {
  const instance = await startInstance({ LOCAL_DEMO: "1" });
  running.push(instance);
  instance.closeOutput();
  // Each refusal is a line in the log.
  const refused = async () => (await fetch(`${instance.origin}/api/chat`, { method: "POST" })).status;
  expect([await refused(), await refused(), await refused()]).toEqual([415, 415, 415]);
  const before = cpuSeconds(instance.pid);
  await sleep(2_000);
  expect(cpuSeconds(instance.pid) - before).toBeLessThan(0.5);
  expect((await fetch(`${instance.origin}/api/health`)).status).toBe(200);
});

/** User and system, as the kernel counts them in hundredths. */
function cpuSeconds(pid: number): number {
  const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const [user, system] = fields.split(" ").slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / 100;
}

it("patches the limits by SAFEGUARDS_JSON, and keeps idle connections as long as KEEP_ALIVE_TIMEOUT says", async () => {
  const patch = { plans: { guest: { requests: { "5m": 3 }, maxOutputTokens: 99 } } };
  const env = {
    LOCAL_DEMO: "1",
    GUEST_ACCESS: "1",
    SAFEGUARDS_JSON: safeguardsJson(patch),
    KEEP_ALIVE_TIMEOUT: "610000",
  };
  const instance = await startInstance(env);
  running.push(instance);

  const usage = await fetch(`${instance.origin}/api/usage`, { headers: { cookie: await guestCookie("g") } });
  expect(usage.headers.get("keep-alive")).toBe("timeout=610");
  expect(await usage.json()).toMatchObject({
    plan: "guest",
    requests: expect.arrayContaining([
      expect.objectContaining({ window: "5m", limit: 3, remaining: 3 }),
      expect.objectContaining({ window: "1h", limit: 25, remaining: 25 }),
    ]) as unknown,
  });
});
