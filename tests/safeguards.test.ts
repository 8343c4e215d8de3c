import { describe, expect, it } from "vitest";

import { config as shipped } from "../lib/config.ts";
import { resolveSafeguards } from "../lib/safeguards.ts";
import { config, safeguardsJson } from "./support/config.ts";

const patched = (patch: object) => resolveSafeguards(safeguardsJson(patch));

describe("resolveSafeguards", () => {
  it("is lib/config.ts when there is no patch", () => {
    expect(resolveSafeguards(undefined)).toEqual(shipped);
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

  it("adds a provider, and gives it a model", () => {
    const { models, providers } = patched({
      providers: { my_host: { api: "chat", outputLimitField: "max_tokens" } },
      models: { "gpt-6-sol": { provider: "my_host" }, "gpt-5-mini": { provider: "openai" } },
    });
    expect(providers).toEqual({ my_host: { api: "chat", outputLimitField: "max_tokens" } });
    expect([models["gpt-6-luna"]?.provider, models["gpt-6-sol"]?.provider]).toEqual([undefined, "my_host"]);
  });

  it("adds a plan of any name, without a line of code", () => {
    const team = { ...config.plans.member, title: "Team" };
    expect(patched({ plans: { "team-2": team } }).plans["team-2"]).toEqual(team);
  });

  it.each<[string, object, string]>([
    ["a missing plan that the code names", { plans: { guest: null } }, "guest"],
    ["a further plan with a part missing", { plans: { team: { models: [] } } }, "team"],
    ["a plan whose name cannot stand in the store", { plans: { "a b": config.plans.member } }, '"a b"'],
    [
      "a further plan with a model that has no price",
      { plans: { team: { ...config.plans.member, models: ["x"] } } },
      "x",
    ],
    ["a plan with a model that has no price", { plans: { member: { models: ["gpt-unknown"] } } }, "gpt-unknown"],
    ["a default model that has no price", { defaultModel: "gpt-unknown" }, "gpt-unknown"],
    ["a model of Object's own names", { defaultModel: "constructor" }, "constructor"],
    ["a model of an unknown provider", { models: { "gpt-6-sol": { provider: "elsewhere" } } }, '"elsewhere"'],
    [
      "a model of a provider of Object's own names",
      { models: { "gpt-6-sol": { provider: "constructor" } } },
      '"constructor"',
    ],
    ["a provider whose name is part of no variable", { providers: { "my-host": { api: "chat" } } }, '"my-host"'],
    ["a provider without its protocol", { providers: { host: {} } }, '"host"'],
    ["a provider with a key in it", { providers: { host: { api: "chat", apiKey: "local" } } }, "apiKey"],
    ["a negative price", { models: { "gpt-6-luna": { usdPerMillionTokens: { output: -1 } } } }, "output"],
    ["a missing price", { models: { "gpt-6-luna": { usdPerMillionTokens: { output: null } } } }, "output"],
    ["a misspelt knob", { plans: { member: { request: {} } } }, "request"],
    ["half a request", { plans: { member: { requests: { "5m": 1.5 } } } }, "5m"],
    ["a removed budget", { service: { budgetUsd: { day: null } } }, "day"],
    ["a model that sees, and no price of a picture", { models: { "gpt-6-luna": { images: true } } }, "imageTokens"],
    [
      "more pictures than the framework passes on",
      { plans: { member: { images: 16 } }, limits: { imageBytes: 600_000 } },
      "10 MiB",
    ],
    ["a body cap above what the framework passes on", { limits: { bodyBytes: 11_000_000 } }, "bodyBytes"],
  ])("refuses %s", (_, patch, named) => {
    expect(() => patched(patch)).toThrow(named);
  });

  it("refuses a patch that is no object, and what is not JSON", () => {
    expect(() => resolveSafeguards("7")).toThrow("expected object");
    expect(() => resolveSafeguards("{")).toThrow("SAFEGUARDS_JSON is not valid JSON");
  });

  it("cannot be made to pollute prototypes", () => {
    expect(resolveSafeguards('{"__proto__":{"polluted":true}}')).toEqual(shipped);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
