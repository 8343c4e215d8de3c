import { beforeEach, describe, expect, it } from "vitest";

import { type Service, startService } from "../support/routes/service.ts";
import { codeOf, visitor } from "../support/routes/visitor.ts";
import { guestCookie, memberCookie } from "../support/session.ts";

let service: Service;
beforeEach(() => void (service = startService({ ALLOWED_EMAILS: "@example.com", GUEST_ACCESS: "1" })));

describe("who is not on the list is refused at every address that asks who it is:", () => {
  const ASKED = [
    ["POST", "/api/token"],
    ["POST", "/api/chat"],
    ["GET", "/api/usage"],
    ["GET", "/api/admin/usage"],
    ["PUT", "/api/admin/pause"],
  ] as const;

  it.each(ASKED)("%s %s", async (method, path) => {
    const cookies = [
      await memberCookie({ sub: "oidc:1", email: "ada@evil-example.com" }),
      await guestCookie("guest:1"),
    ];
    for (const cookie of cookies) {
      const headers = { cookie, "content-type": "application/json" };
      const response = await service.send(path, { method, headers, ...(method !== "GET" && { body: "{}" }) });
      expect([response.status, await codeOf(response)]).toEqual([403, "forbidden"]);
    }
  });

  it("past the gate as well", async () => {
    const cookie = await memberCookie({ sub: "oidc:1", email: "ada@sub.example.com" });
    expect(await codeOf(await service.past("/api/token", { method: "POST", headers: { cookie } }))).toBe("forbidden");
  });
});

it("who is on the list gets as far as the store", async () => {
  const cookie = await memberCookie({ sub: "oidc:1", email: "ada@example.com" });
  expect(await codeOf(await visitor(service, cookie).get("/api/usage"))).toBe("store_unavailable");
});
