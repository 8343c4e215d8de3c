import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { PlanName } from "../../lib/config-schema.ts";
import type { Refusal } from "../../lib/errors.ts";
import type { Counted } from "../../lib/gate/request-rules.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { storeCommand } from "../support/store/dump.ts";
import { describeEachStore } from "../support/store/stores.ts";
import { safeguardsJson } from "../support/config.ts";

// Patient with a busy machine: what must be quick is measured where it matters.
vi.setConfig({ testTimeout: 20_000 });

const [MINUTES, HOUR, DAY] = [300_000, 3_600_000, 86_400_000];
/** The beginning of a window of each length. */
const START = Date.UTC(2090, 4, 10);
const STAMP = "local-test-stamp";
const PLENTY = { "5m": 1_000, "1h": 1_000, "1d": 1_000 };

type Limits = Partial<typeof PLENTY>;
type Asked = { account?: string; plan?: PlanName; address?: string; counted?: Counted };
type Heard = { code: string; headers: Record<string, string>; resetAtMs?: number | undefined };

async function limitsOn(url: string, token: string, { user = {}, address = {} }: { user?: Limits; address?: Limits }) {
  const requests = { ...PLENTY, ...user };
  freshEnvironment({
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: token,
    SOCKET_ADDRESS_STAMP: STAMP,
    SAFEGUARDS_JSON: safeguardsJson({
      plans: { member: { requests } },
      address: { requests: { ...PLENTY, ...address } },
      chatToken: { issuedPerRequest: 3 },
      limits: { storeMilliseconds: 5_000 },
    }),
  });
  const { countRequest, remainingRequests } = await import("../../lib/gate/request-limits.ts");
  const ask = async ({ account = "a", plan = "member", address: from = "192.0.2.1", counted = "chat" }: Asked = {}) => {
    const sent = new Headers({ host: "127.0.0.1:3000", "x-socket-address": `${STAMP} ${from}` });
    return countRequest(counted, { account, plan }, sent).then(
      (headers): Heard => ({ code: "counted", headers }),
      // Modules are loaded anew for each test, and classes with them.
      ({ code, headers, resetAtMs }: Refusal): Heard => ({ code, headers, resetAtMs }),
    );
  };
  const left = async (account = "a") => {
    const standings = await remainingRequests({ account, plan: "member" });
    return Object.fromEntries(standings.map(({ window, remaining }) => [window, remaining]));
  };
  return { ask, left };
}

const at = (epochMs: number) => vi.spyOn(Date, "now").mockReturnValue(epochMs);
const many = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const counts = (heard: Heard[]) =>
  Object.fromEntries([...Map.groupBy(heard, ({ code }) => code)].map(([code, all]) => [code, all.length]));

afterEach(() => void vi.restoreAllMocks());

describeEachStore("request limits", (store) => {
  const command = (...words: string[]) => storeCommand(store(), words);
  const on = (limits: { user?: Limits; address?: Limits }) => limitsOn(store().url, store().token, limits);

  it.each([
    ["at the beginning of a window", START],
    ["in the last millisecond of a window", START + DAY - 1],
  ])("pass exactly 7 of 60 parallel requests %s, and charge the others to no window", async (_, now) => {
    const { ask, left } = await on({ user: { "5m": 7 } });
    at(now);
    expect(counts(await many(60, () => ask()))).toEqual({ counted: 7, rate_limited: 53 });
    expect(await left()).toEqual({ "5m": 0, "1h": 993, "1d": 993 });
  });

  it("pass exactly what is left when 60 parallel requests cross the end of a window", async () => {
    const { ask, left } = await on({ user: { "5m": 7 } });
    const clock = at(START + MINUTES - 1);
    expect(counts(await many(4, () => ask()))).toEqual({ counted: 4 });
    // Half of them are asked for before the end, half after it, and all are on their way together.
    const heard = await many(60, (index) => {
      clock.mockReturnValue(START + MINUTES - 1 + (index % 2));
      return ask();
    });
    // Four and three more in the window before; all seven still count at the start of the next, whoever came first.
    expect(counts(heard)).toEqual({ counted: 3, rate_limited: 57 });
    clock.mockReturnValue(START + MINUTES);
    expect(await left()).toEqual({ "5m": 0, "1h": 993, "1d": 993 });
  });

  it("let the window before count by the share of it that is still in reach", async () => {
    const { ask, left } = await on({ user: { "5m": 10 } });
    const clock = at(START);
    await many(10, () => ask());
    for (const [passed, remaining] of [
      [0, 0],
      [0.001, 1],
      [0.1, 1],
      [0.5, 5],
      [0.75, 8],
      [0.999, 10],
    ] as const) {
      clock.mockReturnValue(START + MINUTES * (1 + passed));
      expect([passed, (await left())["5m"]]).toEqual([passed, remaining]);
    }
    clock.mockReturnValue(START + MINUTES * 1.5);
    expect(counts(await many(60, () => ask()))).toEqual({ counted: 5, rate_limited: 55 });
    clock.mockReturnValue(START + 2 * MINUTES);
    expect((await left())["5m"]).toBe(5);
    clock.mockReturnValue(START + 3 * MINUTES);
    expect(await left()).toEqual({ "5m": 10, "1h": 985, "1d": 985 });
  });

  it.each([
    ["the user's 5 minutes", { user: { "5m": 2 } }, "user-5m", MINUTES],
    ["the user's hour", { user: { "1h": 2 } }, "user-1h", HOUR],
    ["the user's day", { user: { "1d": 2 } }, "user-1d", DAY],
    ["the address's 5 minutes", { address: { "5m": 2 } }, "address-5m", MINUTES],
    ["the address's hour", { address: { "1h": 2 } }, "address-1h", HOUR],
    ["the address's day", { address: { "1d": 2 } }, "address-1d", DAY],
  ])("refuse above %s, and say which and until when", async (_, limits, name, length) => {
    const { ask, left } = await on(limits);
    at(START);
    expect(counts(await many(2, () => ask()))).toEqual({ counted: 2 });
    const before = await left();
    const { code, headers, resetAtMs } = await ask();
    expect([code, resetAtMs]).toEqual(["rate_limited", START + length]);
    expect(headers["ratelimit"]).toContain(`"${name}";r=0;t=${length / 1000}`);
    expect(headers["ratelimit-policy"]).toContain(`"${name}";q=2;w=${length / 1000}`);
    expect(await left()).toEqual(before);
  });

  it("say what is left after a request that was counted, and hide a shared address that has room", async () => {
    const { ask } = await on({ user: { "5m": 20, "1h": 100, "1d": 300 } });
    at(START + 1_000);
    expect((await ask()).headers).toEqual({
      "ratelimit-policy": '"user-5m";q=20;w=300, "user-1h";q=100;w=3600, "user-1d";q=300;w=86400',
      ratelimit: '"user-5m";r=19;t=299, "user-1h";r=99;t=3599, "user-1d";r=299;t=86399',
    });
  });

  it("wait for the last of several windows that are full", async () => {
    const { ask } = await on({ user: { "5m": 1, "1d": 1 }, address: { "1h": 1 } });
    at(START);
    await ask();
    expect((await ask()).resetAtMs).toBe(START + DAY);
  });

  it("keep users apart, and those of one address together", async () => {
    const { ask } = await on({ user: { "5m": 2 }, address: { "5m": 3 } });
    at(START);
    expect(counts(await many(5, () => ask({ account: "a" })))).toEqual({ counted: 2, rate_limited: 3 });
    expect(counts(await many(5, () => ask({ account: "b" })))).toEqual({ counted: 1, rate_limited: 4 });
    expect(counts(await many(5, () => ask({ account: "b", address: "192.0.2.2" })))).toEqual({
      counted: 1,
      rate_limited: 4,
    });
  });

  it("count tokens apart from chats, and allow so many times more of them", async () => {
    const { ask } = await on({ user: { "5m": 2 } });
    at(START);
    expect(counts(await many(9, () => ask({ counted: "token" })))).toEqual({ counted: 6, rate_limited: 3 });
    expect(counts(await many(3, () => ask()))).toEqual({ counted: 2, rate_limited: 1 });
  });

  it("let nobody pass where the limit is none", async () => {
    const { ask } = await on({ user: { "1d": 0 } });
    expect(await ask()).toMatchObject({ code: "rate_limited" });
  });

  it("say that nothing is left after a limit was lowered", async () => {
    at(START);
    const before = await on({ user: { "5m": 20 } });
    await many(10, () => before.ask());
    const { ask, left } = await on({ user: { "5m": 4 } });
    expect(await left()).toMatchObject({ "5m": 0 });
    expect(await ask()).toMatchObject({ code: "rate_limited" });
  });

  it("count in the newest window when a clock is behind, and forget nothing", async () => {
    const { ask, left } = await on({ user: { "5m": 4 } });
    const clock = at(START + MINUTES);
    await many(3, () => ask());
    clock.mockReturnValue(START + MINUTES - 2_000);
    expect(counts(await many(5, () => ask()))).toEqual({ counted: 1, rate_limited: 4 });
    clock.mockReturnValue(START + MINUTES);
    expect(await left()).toEqual({ "5m": 0, "1h": 996, "1d": 996 });
  });

  it("do not lock anybody out whose requests a clock far ahead has counted", async () => {
    const { ask } = await on({ user: { "5m": 4 } });
    const clock = at(START + 20 * MINUTES);
    await many(4, () => ask());
    clock.mockReturnValue(START);
    expect((await ask()).code).toBe("rate_limited");
    clock.mockReturnValue(START + MINUTES / 2);
    expect(counts(await many(9, () => ask()))).toEqual({ counted: 2, rate_limited: 7 });
  });

  it("are forgotten when no window can count any more", async () => {
    const { ask } = await on({});
    await ask();
    const names = (await command("KEYS", "*requests:*")) as string[];
    const left = await Promise.all(names.map((name) => command("PTTL", name)));
    expect(left).toHaveLength(2);
    for (const ms of left.map(Number)) expect([ms > 2 * DAY - 5_000, ms <= 2 * DAY + 1_000]).toEqual([true, true]);
  });

  it("are closed when a figure in the store is none", async () => {
    const { ask } = await on({});
    await ask();
    const [name = ""] = (await command("KEYS", "*requests:chat:user:*")) as string[];
    for (const text of ["rubbish", "1 2", "1 2 3 4 5 6 7 8 9 10"]) {
      await command("SET", name, text);
      expect((await ask()).code).toBe("store_unavailable");
    }
  });

  it("count as the library's own sliding window does, whenever requests come", async () => {
    const clock = at(START);
    const { ask, left } = await on({ user: { "5m": 7 } });
    const theirs = new Ratelimit({
      redis: new Redis({ ...store(), retry: { retries: 0 } }),
      limiter: Ratelimit.slidingWindow(7, "300 s"),
      timeout: 0,
      ephemeralCache: false,
    });
    for (let step = 0, now = START; step < 60; step += 1) {
      // Now and then a pause that leaves a window out.
      now += (step * 7_919) % (step % 20 === 19 ? 900_000 : 70_000);
      clock.mockReturnValue(now);
      expect([step, (await left())["5m"]]).toEqual([step, (await theirs.getRemaining("a")).remaining]);
      const { success, reset } = await theirs.limit("a");
      const { code, resetAtMs = reset } = await ask();
      expect([step, code, resetAtMs]).toEqual([step, success ? "counted" : "rate_limited", reset]);
    }
  });
});

/** What the store says to the script, whatever was asked. */
async function hear(result: unknown): Promise<Heard> {
  // The client asks for texts in base64.
  const inBase64 = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(inBase64)
      : typeof value === "string"
        ? Buffer.from(value).toString("base64")
        : value;
  const answer = JSON.stringify([{ result: inBase64(result) }]);
  const server = createServer((_request, response) => response.end(answer)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { ask } = await limitsOn(`http://127.0.0.1:${port}`, "local-test-token", {});
  const heard = await ask();
  server.close();
  server.closeAllConnections();
  return heard;
}

describe("an answer of the script", () => {
  it("lets pass, or refuses", async () => {
    expect((await hear("counted 999 0 1 999 2 3")).code).toBe("counted");
    expect((await hear("refused 1000 0 1 1000 2 3")).code).toBe("rate_limited");
  });

  it.each<[string, unknown]>([
    ["nothing", null],
    ["an empty text", ""],
    ["a number", 1],
    ["a word alone", "counted"],
    ["another word", "granted 1 1 1 1 1 1"],
    ["too few figures", "counted 1 1 1 1 1"],
    ["too many figures", "counted 1 1 1 1 1 1 1"],
    ["too many figures of a refusal", "refused 1 1 1 1 1 1 0"],
    ["a figure below nothing", "counted -1 1 1 1 1 1"],
    ["a figure that is none", "counted NaN 1 1 1 1 1"],
    ["a fraction", "counted 1.5 1 1 1 1 1"],
    ["as much left as before the request", "counted 1000 1 1 1 1 1"],
    ["more left than there is", "refused 1001 0 1 1 1 1"],
    ["a refusal that no window gives", "refused 1 1 1 1 1 1"],
    ["a list", ["counted 1 1 1 1 1 1"]],
    ["the words with something behind", "counted 1 1 1 1 1 1 "],
    ["the words with something before", " counted 1 1 1 1 1 1"],
    ["what broken figures are answered with", "broken"],
  ])("that it cannot have given lets nobody pass: %s", async (_, result) => {
    expect((await hear(result)).code).toBe("store_unavailable");
  });
});
