/** npm run doctor, as its own process in a folder of its own, in front of a real Redis and a scripted provider. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { config, safeguardsJson } from "../support/config.ts";
import { freePort, type RedisServer, startRedisServer } from "../support/store/redis-server.ts";
import { runCommand } from "../support/scripts/run-script.ts";

type Finding = { area: string; verdict: string; title: string; cure?: string };
type Report = { verdict: string; findings: Finding[]; variables: Record<string, boolean>; table: string[][] };

const KEY = "local-provider-key-0123";
const [CHEAPEST = "", ...DEARER] = Object.keys(config.models);

let redisServer: RedisServer;
let redis: Redis;
let provider: Server;
let answer: { status: number; models: string[]; moderates?: boolean };
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  redisServer = await startRedisServer();
  redis = new Redis(redisServer.url);
  provider = createServer((request, response) => {
    if (answer.moderates && request.url === "/v1/moderations")
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"results":[{"flagged":false}]}');
    const known = request.headers.authorization === `Bearer ${KEY}` && request.url === "/v1/models";
    const status = known ? answer.status : 401;
    const body = { object: "list", data: answer.models.map((id) => ({ id, object: "model" })) };
    const error = { message: `Incorrect key: ${request.headers.authorization}`, code: "invalid_api_key" };
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify(status === 200 ? body : { error }));
  }).listen(0, "127.0.0.1");
  await once(provider, "listening");
});
afterAll(async () => {
  redis.disconnect();
  provider.close();
  await redisServer.stop();
});

beforeEach(async () => {
  answer = { status: 200, models: [CHEAPEST, ...DEARER, "another"] };
  folder = mkdtempSync(join(tmpdir(), "guarded-chat-doctor-"));
  await redis.config("SET", "maxmemory-policy", "noeviction");
  const address = provider.address();
  const port = typeof address === "object" ? address?.port : 0;
  env = {
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    NEXTAUTH_URL: "https://chat.example.com",
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    REDIS_URL: redisServer.url,
    GITHUB_ID: "local-id",
    GITHUB_SECRET: "local-github-word",
    ADMIN_EMAILS: "boss@example.com",
    TRUSTED_PROXY: "1",
    SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5000 } }),
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

async function doctor(changed: Record<string, string> = {}): Promise<Report & { code: number | null }> {
  const { code, stdout, stderr } = await runCommand("doctor", ["--json"], { env: { ...env, ...changed }, cwd: folder });
  for (const name of ["NEXTAUTH_SECRET", "OPENAI_API_KEY", "GITHUB_SECRET"])
    expect(stdout + stderr).not.toContain({ ...env, ...changed }[name] || "never");
  return { code, ...(JSON.parse(stdout) as Report) };
}

/** A user of the store who may do all but some commands. */
async function urlOf(user: string, ...forbidden: string[]): Promise<string> {
  await redis.acl("SETUSER", user, "on", ">test-only", "~*", "+@all", ...forbidden);
  return redisServer.url.replace("//", `//${user}:test-only@`);
}

const titles = ({ findings }: Report, verdict: string) =>
  findings.filter((one) => one.verdict === verdict).map(({ title }) => title);
const git = (...args: string[]) => {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  expect(spawnSync("git", ["-C", folder, ...identity, ...args]).status).toBe(0);
};

describe("a complete configuration", () => {
  it("is safe to go live, with the questions that only its owner can answer", async () => {
    const report = await doctor();
    expect([titles(report, "bad"), titles(report, "unclear")]).toEqual([[], []]);
    expect(report).toMatchObject({ code: 0, verdict: "safe", variables: { OPENAI_API_KEY: true, GOOGLE_ID: false } });
    expect(report.variables["UPSTASH_REDIS_REST_URL"]).toBe(false);
    const questions = titles(report, "question").join("\n");
    expect(questions).toContain("https://chat.example.com/api/auth/callback/github");
    for (const topic of ["project of its own", "hard spending limit", "auto-recharge", "balance", "alerts", "card"])
      expect(questions).toContain(topic);
    expect(report.table.flat()).toContain(Object.values(config.plans.member.requests).join(" / "));
  });

  it("leaves nothing behind in the store", async () => {
    await redis.flushall();
    await doctor();
    expect(await redis.keys("*")).toEqual([]);
  });

  it("is told in plain text to a pipe, and in colour where colour is forced", async () => {
    const plain = await runCommand("doctor", [], { env, cwd: folder });
    expect(plain.stdout).toContain("Safe to go live, as far as a program can tell.");
    expect(plain.stdout).not.toContain("\u001b[");
    const coloured = await runCommand("doctor", [], { env: { ...env, FORCE_COLOR: "1" }, cwd: folder });
    expect(coloured.stdout).toContain("\u001b[");
    const refused = await runCommand("doctor", [], { env: { ...env, NO_COLOR: "1" }, cwd: folder });
    expect(refused.stdout).toBe(plain.stdout.replace(/in \d+ ms/, /in \d+ ms/.exec(refused.stdout)?.[0] ?? ""));
  });
});

describe("asked about eviction", () => {
  it("believes INFO where CONFIG is forbidden", async () => {
    const report = await doctor({ REDIS_URL: await urlOf("managed", "-config") });
    expect(report.code).toBe(0);
    expect(titles(report, "good")).toContain("It evicts nothing.");
  });

  it("asks the owner when the store says neither", async () => {
    const report = await doctor({ REDIS_URL: await urlOf("silent", "-config", "-info") });
    expect(report.code).toBe(0);
    expect(titles(report, "question")).toContain("Is eviction turned off? The store does not say.");
  });
});

describe("is not safe", () => {
  const rows: [string, Record<string, string>, string][] = [
    ["without a secret", { NEXTAUTH_SECRET: "" }, "NEXTAUTH_SECRET: missing"],
    ["without a provider key", { OPENAI_API_KEY: "" }, "OPENAI_API_KEY: missing"],
    ["without a store", { REDIS_URL: "" }, "UPSTASH_REDIS_REST_URL"],
    ["without a way in", { GITHUB_ID: "", GITHUB_SECRET: "" }, "GITHUB_ID and GITHUB_SECRET"],
    [
      "with half of a challenge",
      { TURNSTILE_SITE_KEY: "local-site-key" },
      "TURNSTILE_SITE_KEY, TURNSTILE_SECRET_KEY: only some are set",
    ],
    [
      "with somebody else to say who is a person",
      { TURNSTILE_VERIFY_URL: "http://127.0.0.1:9/" },
      "TURNSTILE_VERIFY_URL decides who is a person",
    ],
    ["with half of a sign-in", { GOOGLE_ID: "local-id" }, "GOOGLE_ID, GOOGLE_SECRET: only some are set"],
    [
      "with a secret that everybody tries",
      { NEXTAUTH_SECRET: `secret-${"k3J9x".repeat(7)}` },
      "NEXTAUTH_SECRET contains",
    ],
    ["with a secret that is too short to start", { NEXTAUTH_SECRET: "too-short" }, "NEXTAUTH_SECRET"],
    [
      "with safeguards that contradict themselves",
      { SAFEGUARDS_JSON: safeguardsJson({ models: { "gpt-6-luna": null } }) },
      "gpt-6-luna",
    ],
    ["with stand-ins", { LOCAL_DEMO: "1" }, "LOCAL_DEMO=1"],
    [
      "with an address that is not encrypted",
      { NEXTAUTH_URL: "http://chat.example.com" },
      "NEXTAUTH_URL is not encrypted",
    ],
    ["when every question would be refused", { MODERATION: "1" }, "the moderation endpoint does not answer"],
    ["when the provider refuses the key", { OPENAI_API_KEY: "local-wrong-provider-key" }, "refuses OPENAI_API_KEY"],
    [
      "when the provider refuses the admin key",
      { OPENAI_ADMIN_KEY: "local-admin", CRON_SECRET: randomBytes(32).toString("hex") },
      "refuses OPENAI_ADMIN_KEY",
    ],
    ["when the store does not answer", { REDIS_URL: "redis://127.0.0.1:9" }, "The store did not answer"],
    [
      "with a secret in the page",
      { NEXT_PUBLIC_API_KEY: "local-public-value" },
      "NEXT_PUBLIC_API_KEY looks like a secret",
    ],
    [
      "with a model that costs nothing",
      { SAFEGUARDS_JSON: safeguardsJson({ models: { "gpt-6-luna": { usdPerMillionTokens: { output: 0 } } } }) },
      "gpt-6-luna has a price of 0",
    ],
  ];

  it.each(rows)("%s", async (_, changed, title) => {
    const report = await doctor(changed);
    expect(report).toMatchObject({ code: 1, verdict: "unsafe" });
    expect(titles(report, "bad").join("\n")).toContain(title);
  });

  it("when the key may not call a model of the plans", async () => {
    answer.models = [CHEAPEST];
    expect(titles(await doctor(), "bad")).toEqual([`It may not call ${DEARER.join(", ")}.`]);
  });

  it("when the store evicts", async () => {
    await redis.config("SET", "maxmemory-policy", "allkeys-lru");
    const report = await doctor();
    expect(report.code).toBe(1);
    expect(titles(report, "bad")).toEqual(["It evicts by allkeys-lru when it is full."]);
  });

  it("when the store evicts and forbids CONFIG, as managed services do", async () => {
    await redis.config("SET", "maxmemory-policy", "volatile-lru");
    const report = await doctor({ REDIS_URL: await urlOf("managed", "-config") });
    expect(titles(report, "bad")).toEqual(["It evicts by volatile-lru when it is full."]);
  });

  it("when the store is a node of a cluster, and is not called one", async () => {
    const file = ["--cluster-config-file", join(folder, "nodes.conf")];
    const args = ["--cluster-enabled", "yes", "--cluster-port", `${await freePort()}`, ...file];
    const node = await startRedisServer({ args });
    const report = await doctor({ REDIS_URL: node.url });
    await node.stop();
    expect(titles(report, "bad")).toEqual(["REDIS_URL is a node of a Redis Cluster."]);
  });

  it("when the store is called a cluster, and is none", async () => {
    const report = await doctor({ REDIS_CLUSTER: "1" });
    expect(titles(report, "bad")).toEqual(["The store did not answer."]);
    expect(report.findings.map(({ cure = "" }) => cure).join()).toContain("for a Redis Cluster alone");
  });

  it("when a file adds a secret to the page", async () => {
    writeFileSync(join(folder, ".env.production"), "NEXT_PUBLIC_TOKEN=local-public-value\n");
    expect(titles(await doctor(), "bad")).toEqual([
      "NEXT_PUBLIC_TOKEN looks like a secret, and is built into the page.",
    ]);
  });

  it("when git holds a .env file, or held one", async () => {
    git("init", "-q");
    writeFileSync(join(folder, ".env.example"), "OPENAI_API_KEY=\n");
    writeFileSync(join(folder, ".env.local"), "OPENAI_API_KEY=local\n");
    git("add", ".env.example");
    expect(titles(await doctor(), "bad")).toEqual([]);
    git("add", "-f", ".env.local");
    expect(titles(await doctor(), "bad")).toEqual(["git holds .env.local."]);
    git("commit", "-q", "-m", "Add");
    git("rm", "-q", "--cached", ".env.local");
    git("commit", "-q", "-m", "Remove");
    expect(titles(await doctor(), "bad")).toEqual(["git's history holds .env.local."]);
  });
});

it("tries the moderation endpoint that every question waits for", async () => {
  answer.moderates = true;
  expect(titles(await doctor({ MODERATION: "1" }), "good")).toContain("MODERATION=1: the endpoint answers.");
});

describe("with further providers", () => {
  const ELSEWHERE = DEARER[0] ?? "";
  const named = (models: object = { [ELSEWHERE]: { provider: "host" } }) => ({
    SAFEGUARDS_JSON: safeguardsJson({
      providers: { host: { api: "chat" } },
      models,
      limits: { storeMilliseconds: 5000 },
    }),
  });
  const host = async (models: string[], answer = 200) => {
    const server = createServer((request, response) => {
      hosts.push([request.url, request.headers.authorization]);
      response.writeHead(answer, { "content-type": "application/json" });
      response.end(JSON.stringify({ object: "list", data: models.map((id) => ({ id })) }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const variables = {
      PROVIDER_HOST_API_KEY: "local-host-key",
      PROVIDER_HOST_BASE_URL: `http://127.0.0.1:${port}/v1`,
    };
    return { server, variables };
  };
  let hosts: unknown[] = [];
  beforeEach(() => void (hosts = []));

  it("asks each for its own models, with its own key, and says which are missing", async () => {
    answer.models = [CHEAPEST, ...DEARER.slice(1)];
    const { server, variables } = await host([`${ELSEWHERE}:latest`, "another"]);
    const report = await doctor({ ...named(), ...variables });
    expect(titles(report, "bad")).toEqual([]);
    expect(titles(report, "good")).toContain(`The key of host may call every model of the plans: ${ELSEWHERE}.`);
    expect(report.variables).toMatchObject({ PROVIDER_HOST_API_KEY: true });
    expect(hosts).toEqual([["/v1/models", "Bearer local-host-key"]]);
    const all = Object.fromEntries(Object.keys(config.models).map((id) => [id, { provider: "host" }]));
    const missing = [CHEAPEST, ...DEARER.slice(1)].join(", ");
    expect(titles(await doctor({ ...named(all), ...variables }), "bad")).toEqual([
      `The key of host may not call ${missing}.`,
    ]);
    server.close();
  });

  it.each([401, 500])("says so when one answers %i, and looks at the others all the same", async (status) => {
    const { server, variables } = await host([], status);
    const report = await doctor({ ...named(), ...variables });
    expect(titles(report, status === 401 ? "bad" : "unclear").join()).toContain("PROVIDER_HOST_API_KEY");
    expect(titles(report, "good")).toContain("OPENAI_API_KEY works.");
    server.close();
  });

  it("names what is missing, what is open, and what belongs to nobody", async () => {
    expect(titles(await doctor(named()), "bad").join()).toContain(
      "PROVIDER_HOST_API_KEY and PROVIDER_HOST_BASE_URL: missing",
    );
    const open = { PROVIDER_HOST_API_KEY: "local-host-key", PROVIDER_HOST_BASE_URL: "http://192.0.2.1:9/v1" };
    const report = await doctor({ ...named({}), ...open, PROVIDER_NOBODY_API_KEY: "local-nobody-key" });
    expect(titles(report, "bad").join()).toContain("PROVIDER_HOST_BASE_URL is not encrypted");
    expect(titles(report, "hint").join()).toContain("no provider is called nobody");
  });
});

describe("cannot tell", () => {
  it.each([500, 429, 404])("when the provider answers %i", async (status) => {
    answer.status = status;
    const report = await doctor();
    expect(report).toMatchObject({ code: 2, verdict: "unknown" });
    expect(titles(report, "unclear").join()).toContain("OPENAI_API_KEY");
  });

  it("when the provider does not answer", async () => {
    expect(await doctor({ OPENAI_BASE_URL: "http://127.0.0.1:9/v1" })).toMatchObject({ code: 2 });
  });

  it("when it is asked in a way that it does not know", async () => {
    expect(await runCommand("doctor", ["--url", "nowhere"], { cwd: folder })).toMatchObject({ code: 2, stdout: "" });
    expect(await runCommand("doctor", ["--fix"], { cwd: folder })).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("thinks aloud", () => {
  it.each([
    ["when nobody can press pause", { ADMIN_EMAILS: "" }, "hint", "ADMIN_EMAILS is empty"],
    ["about a missing proxy setting", { TRUSTED_PROXY: "" }, "hint", "TRUSTED_PROXY is socket"],
    ["about the way to the origin", { TRUSTED_PROXY: "cloudflare" }, "question", "closed to everyone but Cloudflare"],
    ["about a platform's header elsewhere", { TRUSTED_PROXY: "vercel" }, "question", "run on Vercel and nowhere else"],
    ["about the number of proxies", { TRUSTED_PROXY: "2" }, "question", "exactly 2 of your own proxies"],
    ["about a pause from the start", { AI_PAUSED: "1" }, "hint", "all paid work is refused"],
    ["about guests", { GUEST_ACCESS: "1" }, "hint", "GUEST_ACCESS=1"],
  ])("%s, and still calls it safe", async (_, changed, verdict, title) => {
    const report = await doctor(changed);
    expect(report.code).toBe(0);
    expect(titles(report, verdict).join("\n")).toContain(title);
  });

  it("about a plan whose largest request never fits its budget", async () => {
    const report = await doctor({
      SAFEGUARDS_JSON: safeguardsJson({
        plans: { guest: { budgetUsd: { day: 0.0001 } } },
        limits: { storeMilliseconds: 5000 },
      }),
    });
    expect(titles(report, "hint").join("\n")).toContain("The largest request on the guest plan with gpt-6-luna");
  });
});
