/** The platforms' own limits, held against ours: vercel.json and deploy/nginx.conf. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";
import { z } from "zod";

import { config } from "../../lib/config.ts";
import { readEnv } from "../../lib/env.ts";
import { mostChatBytes } from "../../lib/safeguards.ts";
import { ROOT } from "../support/app/build.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

describe("vercel.json", () => {
  const functionSchema = z.strictObject({ supportsCancellation: z.literal(true), maxDuration: z.int() });
  const schema = z.strictObject({
    $schema: z.literal("https://openapi.vercel.sh/vercel.json"),
    functions: z.record(z.string(), functionSchema),
    crons: z.array(z.strictObject({ path: z.string(), schedule: z.string() })),
  });
  const { functions, crons } = schema.parse(JSON.parse(read("vercel.json")));

  it("speaks of functions that exist, the chat's among them", () => {
    const found = Object.keys(functions).map((pattern) => globSync(pattern, { cwd: ROOT }));
    expect(found.filter((paths) => paths.length === 0)).toEqual([]);
    expect(found.flat()).toContain("app/api/chat/route.ts");
  });

  it("gives a reply the time to end and to settle, within what every plan allows", () => {
    const { replySeconds, shutdownSeconds } = config.limits;
    const durations = Object.values(functions).map(({ maxDuration }) => maxDuration);
    expect(Math.min(...durations)).toBeGreaterThanOrEqual(replySeconds + shutdownSeconds);
    expect(Math.max(...durations)).toBeLessThanOrEqual(300);
  });

  it("calls addresses that exist, and none more than once a day", () => {
    expect(crons.map(({ path }) => path)).toEqual(["/api/cron/reconcile"]);
    expect(crons.filter(({ path }) => !existsSync(join(ROOT, "app", path, "route.ts")))).toEqual([]);
    expect(crons.filter(({ schedule }) => !/^\d{1,2} \d{1,2} \* \* \*$/.test(schedule))).toEqual([]);
  });
});

describe("deploy/nginx.conf", () => {
  const conf = read("deploy/nginx.conf");
  const setting = (name: string): number => Number(new RegExp(`^\\s*${name} (\\d+)`, "m").exec(conf)?.[1]);

  it("waits longer than a reply may take", () => {
    expect(setting("proxy_read_timeout")).toBeGreaterThan(config.limits.replySeconds + config.limits.shutdownSeconds);
  });

  it("takes bodies that the app takes, and keeps them in memory", () => {
    expect(setting("client_max_body_size") * 1024).toBeGreaterThan(mostChatBytes());
    expect(setting("client_body_buffer_size")).toBe(setting("client_max_body_size"));
    expect(conf).toContain("proxy_buffering off;");
  });

  it("lets go of idle connections before the app does", () => {
    expect(setting("keepalive_timeout") * 1000).toBeLessThan(readEnv({}).KEEP_ALIVE_TIMEOUT);
  });

  it("sends no request twice, and appends the client's address", () => {
    expect(conf).toContain("proxy_next_upstream off;");
    expect(conf).toContain("X-Forwarded-For $proxy_add_x_forwarded_for;");
  });
});
