import { beforeEach, describe, expect, it } from "vitest";

import { freshEnvironment } from "../support/fresh.ts";

async function check(headers: Record<string, string>): Promise<void> {
  const { requireSameOrigin } = await import("../../lib/gate/require-same-origin.ts");
  requireSameOrigin(new Headers({ host: "chat.test:8080", ...headers }));
}

beforeEach(() => freshEnvironment({ NEXTAUTH_URL: "https://chat.example" }));

describe("lets in", () => {
  it.each([
    ["no origin, as programs and old browsers send none", {}],
    ["our own address", { origin: "http://chat.test:8080", "sec-fetch-site": "same-origin" }],
    ["the configured address, behind a proxy that changes the host", { origin: "https://chat.example" }],
  ])("%s", async (_, headers) => {
    await expect(check(headers as Record<string, string>)).resolves.toBeUndefined();
  });
});

describe("refuses", () => {
  it.each([
    ["a foreign origin", { origin: "https://evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["rubbish", { origin: "chat.test:8080" }],
    ["another port", { origin: "http://chat.test:9090" }],
    ["a name that only begins like ours", { origin: "http://chat.test:8080.evil.example" }],
    ["our name as user information", { origin: "http://chat.test:8080@evil.example" }],
    ["a believed forwarded host", { origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
    ["a cross-site fetch without an origin", { "sec-fetch-site": "cross-site" }],
  ])("%s", async (_, headers) => {
    await expect(check(headers as Record<string, string>)).rejects.toMatchObject({ code: "forbidden" });
  });
});
