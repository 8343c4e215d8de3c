/** The server as the container runs it: the Dockerfile's own COPY steps into an empty folder, then its own CMD. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";

import { type App, startApp } from "../support/app/app.ts";
import { ROOT } from "../support/app/build.ts";
import { chat, readChunks, readProblem, textOf } from "../support/client.ts";
import { countInput } from "../support/app/bill.ts";
import { expectBalanced, readBooks } from "../support/app/books.ts";
import { type Provider, startProvider } from "../support/provider/provider.ts";
import { type RedisServer, startRedisServer } from "../support/store/redis-server.ts";
import { CANARY } from "../support/words.ts";
import { awayFromEnd, FIVE_MINUTES_MS } from "../support/moments.ts";

const BY_SIGTERM = 143;
const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
/** Prints every request that any server of the process gets: the app's own, and the bridge's. */
const WATCH = `import { subscribe } from "node:diagnostics_channel";
subscribe("http.server.request.start", ({ request }) => process.stdout.write("asked " + request.url + "\\n"));`;
const folder = mkdtempSync(join(tmpdir(), "guarded-chat-standalone-"));

let server: RedisServer;
let redis: Redis;
let provider: Provider;
let app: App;

beforeAll(async () => {
  for (const [, from = "", to = ""] of dockerfile.matchAll(/^COPY --from=build \/app\/(\S+) (\S+)$/gm))
    cpSync(join(ROOT, from), join(folder, to), { recursive: true });
  server = await startRedisServer();
  redis = new Redis(server.url);
  provider = await startProvider({ kind: "answer" }, countInput);
  const safeguards = {
    plans: { member: { requests: { "5m": 3 } } },
    limits: { storeMilliseconds: 5_000, shutdownSeconds: 1 },
  };
  const run = { mode: "standalone", cwd: folder } as const;
  const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(WATCH)}`;
  const env = { LOCAL_DEMO: "", REDIS_URL: server.url, GUEST_ACCESS: "1", NODE_OPTIONS };
  app = await startApp({ provider, env, safeguards, run });
});
afterAll(async () => {
  await provider.stop();
  redis.disconnect();
  await server.stop();
  rmSync(folder, { recursive: true });
});

it("starts by the command in the Dockerfile, with nothing around it", () => {
  expect(dockerfile).toMatch(/^CMD \["node", "server\.js"\]$/m);
  expect(app.instance.output()).not.toMatch(/Cannot find module|MODULE_NOT_FOUND/);
});

it("is healthy while its Redis answers", async () => {
  await expect.poll(async () => (await fetch(`${app.origin}/api/health`)).status).toBe(200);
});

it("keeps idle connections longer than balancers do", async () => {
  expect((await fetch(`${app.origin}/api/health`)).headers.get("keep-alive")).toBe("timeout=75");
});

it("serves its pages and their files", async () => {
  const page = await (await fetch(`${app.origin}/sign-in`)).text();
  const files = [...page.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(files.some((path) => path.includes(".css"))).toBe(true);
  const statuses = await Promise.all(files.map(async (path) => (await fetch(`${app.origin}${path}`)).status));
  expect(statuses).toEqual(files.map(() => 200));
});

it("answers, counts requests and settles what the provider bills", async () => {
  await awayFromEnd(FIVE_MINUTES_MS, 5_000);
  const one = await app.visitor();
  for (let at = 0; at < 3; at++) expect(textOf(await readChunks(await chat(one)))).toContain("Hello");
  expect((await readProblem(await chat(one))).code).toBe("rate_limited");
  expect(provider.calls).toHaveLength(3);
  const { settled } = await expectBalanced(redis, provider.calls);
  expect(settled).toHaveLength(3);
});

it("asks its Redis without HTTP, at the edge as well", () => {
  const asked = app.instance.output().match(/^asked \S+$/gm) ?? [];
  expect(asked).toContain("asked /api/chat");
  expect(asked.filter((line) => /^asked \/(?:pipeline|multi-exec)?$/.test(line))).toEqual([]);
});

it("cuts and settles a running reply on SIGTERM, and ends", async () => {
  provider.behave({ kind: "answer", text: "word ".repeat(500), wordDelayMs: 50 });
  const reply = await chat(await app.visitor());
  const reader = reply.body?.getReader();
  await reader?.read();
  expect((await readBooks(redis)).held).toHaveLength(1);
  app.instance.kill("SIGTERM");
  for (let part = await reader?.read(); part && !part.done;) part = await reader?.read();
  expect(await app.instance.ended).toBe(BY_SIGTERM);
  await expectBalanced(redis, provider.calls);
  expect(app.instance.output()).not.toContain(CANARY);
});
