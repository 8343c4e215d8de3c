/** Malformed requests by the thousand against the production build: it lives, keeps its size, and never calls the provider. */
import { afterAll, beforeAll, expect, it } from "vitest";

import { speak, wire } from "../../tests/support/app/http.ts";
import type { App } from "../../tests/support/app/app.ts";
import { chat, readChunks, textOf } from "../../tests/support/client.ts";
import { type Aim, brokenCookies, SHAPES, UNFINISHED } from "./fuzz-requests.ts";
import { type Stage, startStage } from "../../tests/support/app/stage.ts";
import { randomFrom } from "../../tests/support/random.ts";
import { memberCookie } from "../../tests/support/session.ts";
import { handlesAtRest, handlesOf, type Inspector, inspector } from "../soak/vitals.ts";
import { CANARY } from "../../tests/support/words.ts";

const WARM_UP = 500;
const REQUESTS = 5_000;
const AT_ONCE = 16;
/** How long a line is kept open: for an answer, and where there is nothing to answer yet. */
const PATIENCE_MS = { finished: 10_000, unfinished: 100 };
/** What caches may take; a leak of 4 KB a request would be 20 MB. */
const SLACK_MB = 15;
const SLACK_HANDLES = 10;

let stage: Stage;
let app: App;
let memory: Inspector;

beforeAll(async () => {
  stage = await startStage();
  const plenty = { "5m": 1_000_000, "1h": 1_000_000, "1d": 1_000_000 };
  memory = await inspector();
  app = await stage.start({
    env: memory.env,
    safeguards: { plans: { member: { requests: plenty } }, address: { requests: plenty } },
    by: "own bridge",
  });
});
afterAll(() => stage.stop());

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const random = randomFrom(seed);
const shapes = Object.entries(SHAPES);

/** @returns how often each status came; 0 is a line that ended without an answer, or was left */
async function fuzz(requests: number, aim: Aim): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  let left = requests;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const [name, shape] = shapes[left % shapes.length] ?? raise("There is no shape");
      const pieces = shape(random, aim);
      const deadlineMs = PATIENCE_MS[UNFINISHED.has(name) ? "unfinished" : "finished"];
      const { status, raw } = await speak(aim.url, pieces, { deadlineMs });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const leaks = raw.includes(CANARY) || raw.includes("node_modules") || raw.includes("text/event-stream");
      if (status === 500 || leaks) throw new Error(`FUZZ_SEED=${seed}, ${name}: ${JSON.stringify(pieces)} got ${raw}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return statuses;
}

function raise(message: string): never {
  throw new Error(message);
}

/** From the first request on: what stands before it is the framework's own start. The debugger that measures prints as well. */
function logLines(): string[] {
  const lines = app.instance
    .output()
    .split("\n")
    .filter((line) => line && !/^(Debugger|For help)/.test(line));
  return lines.slice(lines.findIndex((line) => line.startsWith("{")));
}

it(`lives through ${REQUESTS} malformed requests, and is as small afterwards`, { timeout: 180_000 }, async () => {
  const aim = { url: new URL(app.origin), cookie: await memberCookie({ sub: "fuzzer" }) };
  const { pid } = app.instance;
  const atMost = handlesOf(pid) + SLACK_HANDLES;
  await fuzz(WARM_UP, aim);
  await handlesAtRest(pid, atMost);
  const before = await memory.liveMegabytes();
  const statuses = await fuzz(REQUESTS, aim);
  const handles = await handlesAtRest(pid, atMost);
  const after = await memory.liveMegabytes();
  const counts = [...statuses].map(([status, count]) => `${count} × ${status}`).join(", ");
  const live = `${before.toFixed(1)} → ${after.toFixed(1)} MB live`;
  console.info(`FUZZ_SEED=${seed}: ${counts}; ${live}, ${handles} of ${atMost} handles`);

  expect(stage.provider.calls).toEqual([]);
  expect(after).toBeLessThanOrEqual(before + SLACK_MB);
  expect(handles).toBeLessThanOrEqual(atMost);
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 20);
  const unbounded = logLines().filter((line) => line.length > 4_100 || !/^\{"event":"\w+"[^\r]*\}$/.test(line));
  expect(unbounded.map((line) => line.slice(0, 200))).toEqual([]);
  expect((await fetch(`${app.origin}/api/health`)).status).toBe(200);
  expect(textOf(await readChunks(await chat(await app.visitor())))).not.toBe("");
});

it("lets a member in whatever other cookies a browser keeps", async () => {
  const cookie = await memberCookie({ sub: "keeper" });
  const others: [string, ...string[]] = [
    "callback-url",
    "csrf-token",
    "state",
    "nonce",
    "pkce.code_verifier",
    "session-token.x",
    "session-tokens",
  ];
  for (let left = 200; left > 0; left -= 1) {
    const kept = `${brokenCookies(random, others)}; ${cookie}; ${brokenCookies(random, others)}`;
    const { status } = await speak(
      new URL(app.origin),
      wire(new URL(app.origin), "/api/usage", { headers: { cookie: kept } }),
    );
    expect(status, `FUZZ_SEED=${seed}: ${kept}`).toBe(200);
  }
});
