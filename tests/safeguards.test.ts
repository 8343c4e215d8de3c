import { describe, expect, it } from "vitest";

import { config } from "../lib/config.ts";
import { resolveSafeguards } from "../lib/safeguards.ts";

const patched = (patch: unknown) => resolveSafeguards(JSON.stringify(patch));

describe("resolveSafeguards", () => {
  it("is lib/config.ts when there is no patch", () => {
    expect(resolveSafeguards(undefined)).toEqual(config);
  });

  it("changes one number and leaves its neighbours", () => {
    const { plans } = patched({ plans: { member: { requests: { "5m": 7 } } } });
    expect(plans.member).toEqual({ ...config.plans.member, requests: { ...config.plans.member.requests, "5m": 7 } });
    expect(plans.guest).toEqual(config.plans.guest);
  });

  it("replaces lists whole, and removes what is null", () => {
    const safeguards = patched({
      models: { "gpt-6-sol": null },
      plans: { admin: { models: ["gpt-6-luna"] } },
    });
    expect(safeguards.plans.admin.models).toEqual(["gpt-6-luna"]);
    expect(Object.keys(safeguards.models)).not.toContain("gpt-6-sol");
  });

  it("adds a model with its price", () => {
    const mini = { ...config.models["gpt-5-mini"], reasoning: false };
    const { models } = patched({ models: { mini }, plans: { member: { models: ["mini"] } } });
    expect(models["mini"]).toEqual(mini);
  });

  it.each<[string, unknown, string]>([
    ["a plan with a model that has no price", { plans: { member: { models: ["gpt-unknown"] } } }, "gpt-unknown"],
    ["a default model that has no price", { defaultModel: "gpt-unknown" }, "gpt-unknown"],
    ["a model of Object's own names", { defaultModel: "constructor" }, "constructor"],
    ["a negative price", { models: { "gpt-6-luna": { usdPerMillionTokens: { output: -1 } } } }, "output"],
    ["a missing price", { models: { "gpt-6-luna": { usdPerMillionTokens: { output: null } } } }, "output"],
    ["a misspelt knob", { plans: { member: { request: {} } } }, "request"],
    ["half a request", { plans: { member: { requests: { "5m": 1.5 } } } }, "5m"],
    ["a removed budget", { service: { budgetUsd: { day: null } } }, "day"],
    ["a body cap above what the framework passes on", { limits: { bodyBytes: 11_000_000 } }, "bodyBytes"],
    ["a patch that is no object", 7, "expected object"],
  ])("refuses %s", (_, patch, named) => {
    expect(() => patched(patch)).toThrow(named);
  });

  it("refuses what is not JSON", () => {
    expect(() => resolveSafeguards("{")).toThrow("SAFEGUARDS_JSON is not valid JSON");
  });

  it("cannot be made to pollute prototypes", () => {
    expect(resolveSafeguards('{"__proto__":{"polluted":true}}')).toEqual(config);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
