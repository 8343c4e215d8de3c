/** What must be so of the container, read off its files: no Docker is needed to break one of these, nor to notice. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { config } from "../../lib/config.ts";
import { envSchema } from "../../lib/env-schema.ts";
import { ROOT } from "../support/app/build.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
/** Instructions, a continued line being one, without comments. */
const instructions = read("Dockerfile")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter(Boolean);
const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM ")));
const compose = read("compose.yaml").replaceAll(/^\s*#.*\n/gm, "");

/** The lines of one service, by indentation. */
function service(name: string): string {
  return new RegExp(`^  ${name}:\\n((?: {4}.*\\n|\\n)+)`, "m").exec(compose)?.[1] ?? "";
}

describe("the image", () => {
  it("has the Node that the project develops on", () => {
    const images = instructions.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    expect(images).toEqual([`node:${read(".nvmrc").trim()}-slim`, `node:${read(".nvmrc").trim()}-slim`]);
  });

  it("runs as somebody who is not root, from the moment it has its files", () => {
    const user = last.findIndex((line) => line.startsWith("USER "));
    expect(last[user]).toBe("USER node");
    expect(last.slice(user).filter((line) => /^(?:RUN|COPY|ADD|USER root)/.test(line))).toEqual([]);
  });

  it("is told no variable of ours, and no secret, while it is built", () => {
    const told = instructions.filter((line) => /^(?:ARG|ENV|RUN)\b/.test(line)).join("\n");
    expect(Object.keys(envSchema.shape).filter((name) => told.includes(name))).toEqual([]);
    expect(told).not.toMatch(/^ARG|SECRET|KEY|TOKEN|PASSWORD/m);
  });

  it("takes nothing but the server from the stage that had the source", () => {
    const copies = last.filter((line) => /^(?:COPY|ADD)/.test(line));
    expect(copies).toHaveLength(2);
    expect(copies.every((line) => line.startsWith("COPY --from=build /app/.next/"))).toBe(true);
  });

  it("asks the health route, and lets signals through to the server", () => {
    expect(last.find((line) => line.startsWith("HEALTHCHECK"))).toContain("/api/health");
    expect(last.at(-1)).toBe('CMD ["node", "server.js"]');
  });

  it("is built from a folder without secrets, history and foreign builds", () => {
    const ignored = read(".dockerignore").split("\n");
    expect([".env", ".env.*", ".git", ".next", "**/node_modules"].filter((line) => !ignored.includes(line))).toEqual(
      [],
    );
    expect(ignored.filter((line) => line.startsWith("!"))).toEqual(["!.env.example"]);
  });
});

describe("compose.yaml", () => {
  it("opens the app to this machine alone, and Redis to nobody", () => {
    expect(service("app")).toContain('ports: ["127.0.0.1:3000:3000"]');
    expect(compose.match(/\bports:/g)).toHaveLength(1);
    expect(service("redis")).toContain("networks: [store]");
    expect(compose).toContain("store: { internal: true }");
  });

  it("keeps every write of Redis and lets it drop nothing", () => {
    const words = [...service("redis").matchAll(/^ {6}- "?([^"\n]+)"?$/gm)].map(([, word]) => word);
    expect(words.slice(0, 5)).toEqual(["redis-server", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]);
    expect(service("redis")).toContain('volumes: ["redis:/data"]');
    expect(service("redis")).toContain("redis-cli ping");
  });

  it("starts the app once Redis answers, and leaves it the time to settle", () => {
    expect(service("app")).toContain("redis: { condition: service_healthy }");
    const grace = Number(/stop_grace_period: (\d+)s/.exec(service("app"))?.[1]);
    expect(grace).toBeGreaterThanOrEqual(config.limits.shutdownSeconds + 5);
  });

  it("sets only variables that exist, and no secret", () => {
    const block = /^x-variables: &variables\n((?: {2}.*\n)+)/m.exec(compose)?.[1] ?? "";
    const names = [...block.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = ""]) => name);
    expect(names).toEqual(["REDIS_URL", "TRUSTED_PROXY"]);
    expect(names.filter((name) => !(name in envSchema.shape))).toEqual([]);
    expect(compose).not.toMatch(/(?:SECRET|KEY|TOKEN)\b/);
    expect([...compose.matchAll(/PASSWORD\}?[^\n]*/g)].every(([text]) => !/PASSWORD=\w/.test(text))).toBe(true);
  });
});
