import { describe, expect, it } from "vitest";

import { doorFor } from "../../lib/gate/doors.ts";

const headers = (values: Record<string, string> = {}) => new Headers({ host: "127.0.0.1:3000", ...values });

describe("the doors", () => {
  it.each([
    "/api",
    "/api/",
    "/api/chat/",
    "/api/chat/x",
    "/api/CHAT",
    "/api/%63hat",
    "/api/admin",
    "/api/admin/users/a/b",
    "/api/constructor",
    "/api/__proto__",
    "/api/admin/users/%",
    "/api/auth/callback/%ff",
    "/api/*",
    "/api/auth",
    "/api/auth/",
    "/api/auth/_log",
    "/api/auth/verify-request",
    "/api/auth/callback",
    "/api/auth/callback/",
    "/api/auth/callback/oidc/x",
    "/api/auth/signin/oidc/x",
    "/api/auth/session/x",
  ])("%s does not exist", (pathname) => {
    expect(() => doorFor(pathname, "POST")).toThrow("not_found");
  });

  it.each([
    ["/api/chat", "GET", "POST"],
    ["/api/chat", "OPTIONS", "POST"],
    ["/api/usage", "POST", "GET"],
    ["/api/admin/pause", "POST", "PUT"],
    ["/api/auth/signin", "POST", "GET"],
    ["/api/auth/signin/oidc", "GET", "POST"],
    ["/api/auth/signout", "DELETE", "GET, POST"],
    ["/api/auth/session", "POST", "GET"],
  ])("%s refuses %s and says %s", (pathname, method, allow) => {
    expect(() => doorFor(pathname, method)).toThrow(
      expect.objectContaining({ code: "method_not_allowed", headers: { allow } }),
    );
  });

  it("lets HEAD in where GET is", () => {
    expect(doorFor("/api/health", "HEAD")).toBe(doorFor("/api/health", "GET"));
  });

  it("lets no foreign page sign anybody in or out, and lets providers come back", () => {
    const foreign = headers({ origin: "https://evil.example", "sec-fetch-site": "cross-site" });
    expect(() => doorFor("/api/auth/signout", "POST")(foreign)).toThrow("forbidden");
    expect(doorFor("/api/auth/callback/oidc", "GET")(foreign)).toEqual({});
  });
});
