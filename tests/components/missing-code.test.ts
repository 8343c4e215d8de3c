import { afterEach, expect, it, vi } from "vitest";

import { isGone } from "../../components/chat/missing-code.ts";

const fetcher = vi.fn<typeof fetch>();
vi.stubGlobal("fetch", fetcher);
afterEach(() => fetcher.mockReset());

const chunkError = new Error("Failed to load chunk /_next/static/chunks/0a1b.js from module 12: Error");

it("takes code for gone when the service has no such file", async () => {
  fetcher.mockResolvedValue(new Response(null, { status: 404 }));
  expect(await isGone(chunkError)).toBe(true);
  expect(fetcher).toHaveBeenCalledWith("/_next/static/chunks/0a1b.js", { method: "HEAD", cache: "no-store" });
});

it.each([200, 429, 500, 503])("does not when it answers %i", async (status) => {
  fetcher.mockResolvedValue(new Response(null, { status }));
  expect(await isGone(chunkError)).toBe(false);
});

it("does not when the network fails", async () => {
  fetcher.mockRejectedValue(new TypeError("Failed to fetch"));
  expect(await isGone(chunkError)).toBe(false);
});

it.each([new Error("Something else"), "text", undefined])("asks for nothing after %s", async (error) => {
  expect(await isGone(error)).toBe(false);
  expect(fetcher).not.toHaveBeenCalled();
});
