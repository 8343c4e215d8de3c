import { describe, expect, it } from "vitest";

import { Refusal, toProblem, toResponse } from "../lib/errors.ts";

describe("a refusal", () => {
  it("answers as problem+json with its code and the request's id, and is never cached", async () => {
    const response = toResponse(new Refusal("model_not_allowed"), "request-1");
    expect(response.status).toBe(403);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-request-id")).toBe("request-1");
    expect(await response.json()).toEqual({
      type: "urn:guarded-chat:problem:model_not_allowed",
      title: "This model is not on your plan",
      status: 403,
      detail: "This model is not on your plan",
      code: "model_not_allowed",
      requestId: "request-1",
    });
  });

  it("says when to come back, rounded up, in body and header", async () => {
    const now = Date.now();
    const response = toResponse(new Refusal("rate_limited", { resetAtMs: now + 90_000 }), "request-1");
    const body = (await response.json()) as { retryAfterSeconds: number; resetAt: string };
    expect(response.headers.get("retry-after")).toBe(String(body.retryAfterSeconds));
    expect(body.retryAfterSeconds).toBe(90);
    expect(body.resetAt).toBe(new Date(now + 90_000).toISOString());
  });

  it("never asks for a wait of zero seconds", () => {
    expect(toProblem(new Refusal("rate_limited", { resetAtMs: 1_000 }), "r", 2_000).retryAfterSeconds).toBe(1);
  });
});

describe("any other error", () => {
  it("becomes a plain 500 that repeats nothing of it", async () => {
    const response = toResponse(new Error("the key is hidden-in-here"), "request-1");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hidden-in-here");
  });
});
