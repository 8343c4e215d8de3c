/** The deploy button asks for what a start needs and for nothing else, and gives no secret away. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";
import { z } from "zod";

import { missingParts } from "../../lib/boot/requirements.ts";
import { envSchema } from "../../lib/env-schema.ts";
import { readEnv } from "../../lib/env.ts";
import { deployLink } from "../../scripts/deploy-button.ts";
import { ROOT } from "../support/app/build.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const [, target = ""] = /^\[deploy\]: (.*)$/m.exec(read("README.md")) ?? [];
const parameters = new URL(target).searchParams;
const asked = (parameters.get("env") ?? "").split(",");
const product = z.strictObject({
  type: z.literal("integration"),
  protocol: z.literal("storage"),
  integrationSlug: z.literal("upstash"),
  productSlug: z.literal("upstash-kv"),
});

/** What a filled-in form and the store's integration leave in the project's environment. */
function deployed(names: string[]): Record<string, string> {
  const store = { KV_REST_API_URL: "https://store.example", KV_REST_API_TOKEN: "filled-in" };
  return { VERCEL: "1", ...store, ...Object.fromEntries(names.map((name) => [name, "filled-in".repeat(4)])) };
}

describe("the deploy button", () => {
  it("is an image in the README that links to Vercel", () => {
    expect(read("README.md")).toContain("[![Deploy with Vercel](https://vercel.com/button)][deploy]");
    expect(target).toMatch(/^https:\/\/vercel\.com\/new\/clone\?/);
  });

  it("is the one that `npx node scripts/deploy-button.ts` writes", () => {
    expect(target).toBe(deployLink());
  });

  it("asks for every variable that a start needs", () => {
    expect(missingParts(readEnv(deployed(asked)))).toEqual([]);
  });

  it.each(asked.filter((name) => name !== "ADMIN_EMAILS"))("asks for no %s without need", (name) => {
    const others = asked.filter((other) => other !== name);
    expect(missingParts(readEnv(deployed(others))).map(({ variables }) => variables)).toEqual([
      expect.stringContaining(name),
    ]);
  });

  it("asks for who may press pause", () => {
    expect(asked).toContain("ADMIN_EMAILS");
  });

  it("asks only for variables that exist", () => {
    const documented = [...read(".env.example").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(asked.filter((name) => !(name in envSchema.shape) || !documented.includes(name))).toEqual([]);
  });

  it("leaves the store to the marketplace", () => {
    expect(z.tuple([product]).parse(JSON.parse(parameters.get("products") ?? ""))).toHaveLength(1);
    expect(asked.filter((name) => /^(KV|UPSTASH|REDIS)_/.test(name))).toEqual([]);
  });

  it("fills in no value", () => {
    expect([...parameters.keys()].toSorted()).toEqual([
      "env",
      "envDescription",
      "envLink",
      "products",
      "project-name",
      "repository-name",
      "repository-url",
    ]);
  });

  it("leads to an explanation of what it asks for", () => {
    const link = parameters.get("envLink") ?? "";
    const page = link.slice(`${parameters.get("repository-url")}/blob/main/`.length);
    const text = read(page);
    expect(asked.filter((name) => !text.includes(name))).toEqual([]);
  });
});
