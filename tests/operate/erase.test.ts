import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { readChunks } from "../support/client.ts";
import { type Provider, startProvider } from "../support/provider.ts";
import { type Service, startService } from "../support/service.ts";
import { memberCookie } from "../support/session.ts";
import { dumpStore, storeCommand } from "../support/store-dump.ts";
import { describeEachStore } from "../support/stores.ts";
import { type Visitor, visitor } from "../support/visitor.ts";

describeEachStore("eraseUser", (store) => {
  let provider: Provider;
  let service: Service;
  let stops: (() => void)[] = [];
  beforeAll(async () => void (provider = await startProvider()));
  afterAll(() => provider.stop());

  beforeEach(async () => {
    vi.spyOn(console, "info").mockImplementation(() => {});
    vi.spyOn(console, "warn").mockImplementation(() => {});
    provider.behave({ kind: "answer" });
    service = startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: provider.url,
      ADMIN_EMAILS: "boss@example.com",
      SAFEGUARDS_JSON: JSON.stringify({ limits: { storeMilliseconds: 5_000 } }),
    });
    const { startAlerts } = await import("../../lib/operate/alerts.ts");
    const { startReplyLog } = await import("../../lib/operate/reply-log.ts");
    stops = [startAlerts(), startReplyLog()];
  });
  afterEach(() => stops.forEach((stop) => stop()));

  const member = async (sub: string): Promise<Visitor> => visitor(service, await memberCookie({ sub }));
  const chat = async (sub: string) => readChunks(await (await member(sub)).chat());
  const erase = async (account: string, by: string, options?: { keepBlock?: boolean }) => {
    const { eraseUser } = await import("../../lib/operate/erase.ts");
    return eraseUser(account, by, options);
  };
  const block = async (id: string, blocked: boolean) =>
    (await member("boss")).put(`/api/admin/users/${encodeURIComponent(id)}`, { blocked });
  const alertOf = async (account: string) => {
    const { publishAlert } = await import("../../lib/events.ts");
    const figures = { percent: 50, usedMicroUsd: 1, limitMicroUsd: 2, period: "2026-11-23" };
    publishAlert({ event: "budget_threshold", scope: "user", window: "day", account, ...figures });
    await expect.poll(async () => storeCommand(store(), ["LLEN", "alerts"])).not.toBe(0);
  };
  /** The lines of the store that speak of exactly this account. */
  const traces = async (account: string) => {
    const word = new RegExp(`${account}(?![\\w-])`);
    return (await dumpStore(store())).filter((line) => word.test(line));
  };
  const figure = async (name: string) => Number(await storeCommand(store(), ["HGET", name, "used"]));
  const today = new Date().toISOString().slice(0, 10);

  it("leaves no trace of the account, whatever it has done", async () => {
    await chat("oidc:ada");
    await alertOf("oidc:ada");
    await block("oidc:ada", true);
    await block("oidc:ada", false);
    await expect.poll(() => traces("oidc:ada")).toContainEqual(expect.stringContaining("accounts:"));
    expect((await traces("oidc:ada")).length).toBeGreaterThan(10);
    expect(await erase("oidc:ada", "boss")).toBeGreaterThan(10);
    expect(await traces("oidc:ada")).toEqual([]);
  });

  it("leaves everybody else's entries and the service's totals as they are", async () => {
    await chat("oidc:adam");
    await chat("oidc:ada");
    await alertOf("oidc:adam");
    await block("oidc:adam", true);
    await expect.poll(() => traces("oidc:ada")).toContainEqual(expect.stringContaining("accounts:"));
    const [others, total] = [await traces("oidc:adam"), await figure(`spend:service:${today}`)];
    await erase("oidc:ada", "boss");
    const names = (lines: string[]) => lines.map((line) => line.split(" = ")[0]);
    expect(names(await traces("oidc:adam"))).toEqual(names(others));
    expect(total).toBeGreaterThan(0);
    expect(await figure(`spend:service:${today}`)).toBe(total);
  });

  it("is listed with a hash instead of the id, and says what was done before under the same", async () => {
    await block("oidc:ada", true);
    await erase("oidc:ada", "boss");
    const list = (await storeCommand(store(), ["LRANGE", "audit", "0", "-1"])) as unknown[];
    const entries = list.map((entry) => JSON.parse(String(entry)) as Record<string, string>);
    expect(entries.map(({ by, action }) => [by, action])).toEqual([
      ["boss", "erase"],
      ["boss", "block"],
    ]);
    expect(entries[0]?.about).toMatch(/^erased:[0-9a-f]{32}$/);
    expect(entries[1]?.about).toBe(entries[0]?.about);
    expect(
      vi
        .mocked(console.info)
        .mock.calls.flat()
        .filter((line) => String(line).includes("erase")),
    ).toEqual([expect.not.stringContaining("oidc:ada")]);
  });

  it("cuts what is still running, so that nothing is written after it", async () => {
    provider.behave({ kind: "answer", text: "word ".repeat(500), wordDelayMs: 20 });
    const running = await (await member("oidc:ada")).chat();
    const chunks = readChunks(running);
    await erase("oidc:ada", "boss");
    expect((await chunks).at(-1)?.errorText).toContain("forbidden");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await traces("oidc:ada")).toEqual([]);
  });

  describe("lifts a block", () => {
    beforeEach(async () => void (await block("oidc:ada", true)));

    it("unless asked to keep it", async () => {
      await erase("oidc:ada", "boss", { keepBlock: true });
      expect(await traces("oidc:ada")).toEqual([
        expect.stringMatching(/^blocked-accounts = /),
        expect.stringMatching(/^blocked:oidc:ada = /),
      ]);
    });

    it("and sets none where there was none", async () => {
      await erase("oidc:bob", "boss", { keepBlock: true });
      expect(await traces("oidc:bob")).toEqual([]);
    });
  });

  it("can be done to an account that nobody knows, and again", async () => {
    expect(await erase("oidc:nobody", "boss")).toBe(0);
    expect(await erase("oidc:nobody", "boss")).toBe(0);
  });

  it("refuses when the store does not answer", async () => {
    startService({ UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9" });
    await expect(erase("oidc:ada", "boss")).rejects.toMatchObject({ code: "store_unavailable" });
  });
});
