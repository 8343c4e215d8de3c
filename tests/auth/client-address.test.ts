import { beforeEach, describe, expect, it } from "vitest";

import { freshEnvironment } from "../support/fresh.ts";

const STAMP = "local-test-stamp";

async function addressOf(headers: Record<string, string>): Promise<string> {
  const { clientAddress } = await import("../../lib/auth/client-address.ts");
  return clientAddress(new Headers(headers));
}

const forged = {
  "x-forwarded-for": "6.6.6.6",
  "x-real-ip": "6.6.6.6",
  "cf-connecting-ip": "6.6.6.6",
  forwarded: "for=6.6.6.6",
};

describe("by default, off Vercel", () => {
  beforeEach(() => freshEnvironment({ SOCKET_ADDRESS_STAMP: STAMP }));

  it("takes the socket's address and believes no header", async () => {
    expect(await addressOf({ ...forged, "x-socket-address": `${STAMP} 192.0.2.1` })).toBe("192.0.2.1");
  });

  it("does not believe a socket address without our server's stamp", async () => {
    expect(await addressOf({ "x-socket-address": "192.0.2.1" })).toBe("unknown");
    expect(await addressOf({ "x-socket-address": "guess 192.0.2.1" })).toBe("unknown");
    expect(await addressOf({})).toBe("unknown");
  });

  it("believes no stamp at all when our server has written none", async () => {
    freshEnvironment({ SOCKET_ADDRESS_STAMP: "" });
    expect(await addressOf({ "x-socket-address": " 192.0.2.1" })).toBe("unknown");
    expect(await addressOf({ "x-socket-address": "undefined 192.0.2.1" })).toBe("unknown");
  });
});

describe("behind configured proxies", () => {
  it.each([
    ["vercel", { "x-real-ip": "192.0.2.1", "x-forwarded-for": "6.6.6.6" }],
    ["cloudflare", { "cf-connecting-ip": "192.0.2.1", "x-forwarded-for": "6.6.6.6" }],
    ["1", { "x-forwarded-for": "6.6.6.6, 192.0.2.1" }],
    ["2", { "x-forwarded-for": "6.6.6.6, 192.0.2.1, 10.0.0.1" }],
  ])("TRUSTED_PROXY=%s takes what the trusted part wrote", async (trust, headers) => {
    freshEnvironment({ TRUSTED_PROXY: trust });
    expect(await addressOf(headers as Record<string, string>)).toBe("192.0.2.1");
  });

  it("takes the platform's header on Vercel without being told", async () => {
    freshEnvironment({ VERCEL: "1" });
    expect(await addressOf({ "x-real-ip": "192.0.2.1", "x-forwarded-for": "6.6.6.6" })).toBe("192.0.2.1");
  });

  it("takes the socket's address when the request passed fewer proxies than configured", async () => {
    freshEnvironment({ TRUSTED_PROXY: "3", SOCKET_ADDRESS_STAMP: STAMP });
    expect(await addressOf({ "x-forwarded-for": "6.6.6.6", "x-socket-address": `${STAMP} 192.0.2.1` })).toBe(
      "192.0.2.1",
    );
  });
});

describe("spelling", () => {
  beforeEach(() => freshEnvironment());

  it.each([
    ["192.0.2.1:4711", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:0201", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("%s counts as %s", async (raw, counted) => {
    const { canonicalAddress } = await import("../../lib/auth/client-address.ts");
    expect(canonicalAddress(raw)).toBe(counted);
  });

  it.each([
    "",
    "localhost",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4, 5.6.7.8",
    "::g",
    "1::2::3",
    "127.0.0.1/x",
    "_hidden",
  ])("%j is nobody in particular", async (raw) => {
    const { canonicalAddress } = await import("../../lib/auth/client-address.ts");
    expect(canonicalAddress(raw)).toBe("unknown");
  });
});
