import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { DAY_MS, lastDays, utcDay } from "../../lib/store/days.ts";
import { keys } from "../../lib/store/keys.ts";
import { KEPT_DAYS } from "../../lib/store/retention.ts";
import { readChunks } from "../support/client.ts";
import { type Provider, startProvider } from "../support/provider/provider.ts";
import { type Service, startService } from "../support/routes/service.ts";
import { memberCookie } from "../support/session.ts";
import { dumpStore, storeCommand } from "../support/store/dump.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { type Visitor, visitor } from "../support/routes/visitor.ts";
import { safeguardsJson } from "../support/config.ts";

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
    await start();
  });
  afterEach(() => stops.forEach((stop) => stop()));

  async function start(): Promise<void> {
    service = startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: provider.url,
      ADMIN_EMAILS: "boss@example.com",
      SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5_000 } }),
    });
    const { startAlerts } = await import("../../lib/operate/alerts.ts");
    const { startReplyLog } = await import("../../lib/operate/reply-log.ts");
    stops = [startAlerts(), startReplyLog()];
  }

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
    await expect.poll(async () => storeCommand(store(), ["LLEN", keys.alerts])).not.toBe(0);
  };
  /** The lines of the store that speak of exactly this account. */
  const traces = async (account: string) => {
    const word = new RegExp(`${account}(?![\\w-])`);
    return (await dumpStore(store())).filter((line) => word.test(line));
  };
  const total = async () => Number(await storeCommand(store(), ["HGET", keys.serviceSpend, utcDay(Date.now())]));

  it("leaves no trace of the account, whatever it has done", async () => {
    await chat("oidc:ada");
    await alertOf("oidc:ada");
    await block("oidc:ada", true);
    await block("oidc:ada", false);
    await expect.poll(() => traces("oidc:ada")).toContainEqual(expect.stringContaining("accounts:"));
    expect((await traces("oidc:ada")).length).toBeGreaterThan(5);
    expect(await erase("oidc:ada", "boss")).toBeGreaterThan(5);
    expect(await traces("oidc:ada")).toEqual([]);
  });

  it("takes grant, credit, payments and ended sessions along, and what a note says in the audit list", async () => {
    const path = `/api/admin/users/${encodeURIComponent("oidc:ada")}`;
    const boss = await member("boss");
    await boss.put(path, { plan: "admin", note: "Ada Lovelace, paid in cash" });
    const headers = { "content-type": "application/json" };
    for (const [account, microUsd] of [
      [path, 5_000],
      ["/api/admin/users/oidc%3Abob", 700],
    ] as const)
      await boss.post(`${account}/credit`, { headers, body: JSON.stringify({ microUsd, key: "invoice of ada" }) });
    await boss.post(`${path}/sign-out`);
    expect((await traces("oidc:ada")).length).toBeGreaterThan(4);
    await erase("oidc:ada", "boss");
    expect(await traces("oidc:ada")).toEqual([]);
    expect((await dumpStore(store())).join()).not.toContain("Lovelace");
    expect(await storeCommand(store(), ["GET", keys.creditOutstanding])).toBe("700");
    expect(await (await member("oidc:ada")).get("/api/usage").then((answer) => answer.json())).toMatchObject({
      plan: "member",
      creditMicroUsd: 0,
    });
  });

  describe("after a life as long as anything is kept", () => {
    // Before 2038, where the clock of next-auth ends.
    const NOW = Date.UTC(2030, 2, 1, 12);
    beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["Date"] }));
    afterEach(() => {
      vi.useRealTimers();
      vi.doUnmock("../../lib/store/retention.ts");
    });

    /** A reply on every day, as the events tell of it, and a whole one now and then. */
    const live = async (account: string, days: number) => {
      const { publishReply } = await import("../../lib/events.ts");
      const counts = { steps: 1, tools: [], images: 0, usage: null, firstWordMs: null };
      const figures = { requestId: "1", plan: "member", model: "any", ended: "stop", ...counts };
      const lived = lastDays(NOW, days + 1);
      for (const [at, day] of lived.entries()) {
        vi.setSystemTime(Date.parse(day) + DAY_MS - 1);
        publishReply({ ...figures, account, microUsd: 1, totalMs: 1 });
        if (at % 31 === 0 || at === days) await chat(account);
      }
      // The oldest is just not forgotten.
      vi.setSystemTime(NOW + DAY_MS / 2 - 2);
      const isCounted = (day: string) => storeCommand(store(), ["HEXISTS", keys.accounts(day), account]);
      await expect.poll(() => Promise.all(lived.map(isCounted))).not.toContain(0);
    };
    const longer = Object.entries(KEPT_DAYS).map(([kind, days]) => [kind, Math.ceil(days) * 2]);

    it("leaves no trace of any day", async () => {
      await live("oidc:ada", KEPT_DAYS.statistics);
      expect((await traces("oidc:ada")).length).toBeGreaterThan(2 * KEPT_DAYS.statistics);
      await erase("oidc:ada", "boss");
      expect(await traces("oidc:ada")).toEqual([]);
    });

    it("leaves none when everything is kept twice as long", async () => {
      const actual = await vi.importActual<object>("../../lib/store/retention.ts");
      const kept = Object.fromEntries(longer) as typeof KEPT_DAYS;
      const keptMs = (kind: keyof typeof KEPT_DAYS) => kept[kind] * DAY_MS;
      const keptSeconds = (kind: keyof typeof KEPT_DAYS) => keptMs(kind) / 1000;
      vi.doMock("../../lib/store/retention.ts", () => ({ ...actual, KEPT_DAYS: kept, keptMs, keptSeconds }));
      stops.forEach((stop) => stop());
      await start();
      await live("oidc:ada", kept.statistics);
      expect((await traces("oidc:ada")).length).toBeGreaterThan(2 * kept.statistics);
      await erase("oidc:ada", "boss");
      expect(await traces("oidc:ada")).toEqual([]);
    });
  });

  it("leaves everybody else's entries and the service's totals as they are", async () => {
    await chat("oidc:adam");
    await chat("oidc:ada");
    await alertOf("oidc:adam");
    await block("oidc:adam", true);
    await expect.poll(() => traces("oidc:ada")).toContainEqual(expect.stringContaining("accounts:"));
    const [others, before] = [await traces("oidc:adam"), await total()];
    await erase("oidc:ada", "boss");
    const names = (lines: string[]) => lines.map((line) => line.split(" = ")[0]);
    expect(names(await traces("oidc:adam"))).toEqual(names(others));
    expect(before).toBeGreaterThan(0);
    expect(await total()).toBe(before);
  });

  it("is listed with a hash instead of the id, and says what was done before under the same", async () => {
    await block("oidc:ada", true);
    await erase("oidc:ada", "boss");
    const list = (await storeCommand(store(), ["LRANGE", keys.audit, "0", "-1"])) as unknown[];
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
        expect.stringContaining(`${keys.blockedAccounts} = `),
        expect.stringContaining(`${keys.blocked("oidc:ada")} = `),
        // Lifted one day, the block must not bring old sessions back.
        expect.stringContaining(`${keys.signedOut("oidc:ada")} = `),
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
