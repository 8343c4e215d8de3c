import { NextRequest } from "next/server";
import { expect, it, vi } from "vitest";

import { admit } from "../../lib/gate/admit.ts";

const ask = (path: string, method: string) =>
  admit(new NextRequest(`http://127.0.0.1:3000${path}`, { method }), { waitUntil: () => {} });

it.each(["GET", "HEAD"])("lets %s in to a page, with a policy", async (method) => {
  const response = await ask("/sign-in", method);
  expect(response.headers.get("x-middleware-next")).toBe("1");
  expect(response.headers.get("content-security-policy")).toContain("nonce-");
});

it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s to a page", async (method) => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  const response = await ask("/sign-in", method);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  expect(await response.json()).toMatchObject({ code: "method_not_allowed", status: 405 });
});
