/** npm run store, as its own process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";

import { Redis } from "@upstash/redis";

import { freePort } from "../support/app/instance.ts";
import { startRedisServer } from "../support/store/redis-server.ts";

let child: ChildProcess | undefined;
afterEach(() => child?.kill("SIGKILL"));

async function startCommand(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ url: string; token: string }> {
  const { PATH = "" } = process.env;
  const started = spawn("node", ["--conditions=react-server", "scripts/store.ts", ...args], {
    env: { PATH, NODE_ENV: "test", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = started;
  const line: unknown[] = await once(started.stdout, "data");
  const [, url = "", token = ""] =
    /^UPSTASH_REDIS_REST_URL=(\S+) UPSTASH_REDIS_REST_TOKEN=(\S+)\n$/.exec(String(line[0])) ?? [];
  return { url, token };
}

it.each(["SIGINT", "SIGTERM"] as const)(
  "prints its address and token in one line, and ends cleanly on %s",
  async (signal) => {
    const { url, token } = await startCommand([]);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(await new Redis({ url, token }).set("key", "value")).toBe("OK");
    child?.kill(signal);
    const ended: unknown[] = child ? await once(child, "exit") : [];
    expect(ended).toEqual([0, null]);
  },
);

it("takes the port and the token that it is given, and stands in front of REDIS_URL", async () => {
  const redis = await startRedisServer();
  const port = await freePort();
  const { url, token } = await startCommand(["--port", `${port}`, "--token", "chosen"], { REDIS_URL: redis.url });
  expect({ url, token }).toEqual({ url: `http://127.0.0.1:${port}`, token: "chosen" });
  expect(await new Redis({ url, token }).exec(["INFO", "server"])).toContain(`process_id:${redis.pid}`);
  child?.kill("SIGKILL");
  await redis.stop();
});
