import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import { readChunks } from "../support/client.ts";
import { type Provider, startProvider } from "../support/provider/provider.ts";
import { startService } from "../support/routes/service.ts";
import { memberCookie } from "../support/session.ts";
import { storeCommand } from "../support/store/dump.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { visitor } from "../support/routes/visitor.ts";
import { safeguardsJson } from "../support/config.ts";

const TAG = "{guarded-chat}:";

it("the name of every key has the hash tag, so that a cluster keeps all in one slot", () => {
  const names = Object.values(keys).map((name) => (typeof name === "string" ? name : name("a", "b")));
  expect(names.filter((name) => !name.startsWith(TAG))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

it("an account that is named like a tag, or like another key, changes nothing of it", () => {
  const names = ["{other}", "}", "service", "a:2026-11", "running"].flatMap((account) => [
    keys.userSpend(account),
    keys.running(account),
    keys.blocked(account),
    keys.requests("chat:user", account),
  ]);
  expect(names.every((name) => name.startsWith(TAG))).toBe(true);
  expect(new Set([...names, keys.serviceSpend, keys.pause, keys.blockedAccounts]).size).toBe(names.length + 3);
});

describeEachStore("a service that is used", (store) => {
  let provider: Provider;
  beforeAll(async () => void (provider = await startProvider()));
  afterAll(() => provider.stop());
  beforeEach(() => {
    vi.spyOn(console, "info").mockImplementation(() => {});
    vi.spyOn(console, "warn").mockImplementation(() => {});
  });

  it("leaves no key in the store that has no tag", async () => {
    const service = startService({
      UPSTASH_REDIS_REST_URL: store().url,
      UPSTASH_REDIS_REST_TOKEN: store().token,
      OPENAI_BASE_URL: provider.url,
      ADMIN_EMAILS: "boss@example.com",
      SAFEGUARDS_JSON: safeguardsJson({ limits: { storeMilliseconds: 5_000 } }),
    });
    const { startReplyLog } = await import("../../lib/operate/reply-log.ts");
    const { startAlerts } = await import("../../lib/operate/alerts.ts");
    const stops = [startReplyLog(), startAlerts()];
    const boss = visitor(service, await memberCookie({ sub: "boss" }));
    await readChunks(await boss.chat());
    await boss.get("/api/usage");
    await boss.get("/api/health");
    await boss.put("/api/admin/users/eve", { blocked: true });
    await boss.put("/api/admin/pause", { paused: true, reason: "A drill" });
    await boss.chat();
    const names = async () => (await storeCommand(store(), ["KEYS", "*"])) as string[];
    const kinds = [
      "spend:service",
      "statistics:",
      "accounts:",
      "requests:chat:user:",
      "reservation:",
      "audit",
      "health",
    ];
    const missing = async () => {
      const known = await names();
      return kinds.filter((kind) => !known.some((name) => name.startsWith(TAG + kind)));
    };
    await expect.poll(missing, { timeout: 5_000 }).toEqual([]);
    for (const stop of stops) stop();
    expect((await names()).filter((name) => !name.startsWith(TAG))).toEqual([]);
  });
});
