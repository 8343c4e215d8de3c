import { describe, expect, it } from "vitest";

import { blocksSending, FailureError, readFailure, readProblem } from "../../components/chat/failure.ts";
import { FAILURE_STATES, type FailureCode } from "../../components/chat/failure-states.ts";
import { failures } from "../../components/strings/failures.ts";
import { Refusal, toProblem, type RefusalCode } from "../../lib/errors.ts";

const now = Date.UTC(2026, 0, 1);
const here = { now, online: true };

function body(code: RefusalCode, resetAtMs?: number): string {
  return JSON.stringify(toProblem(new Refusal(code, resetAtMs === undefined ? {} : { resetAtMs }), "request-1", now));
}

describe("reading a failure", () => {
  it("takes code, request id and waiting time from the body of a refusal", () => {
    const failure = readFailure(new Error(body("rate_limited", now + 90_000)), here);
    expect(failure).toEqual({ code: "rate_limited", requestId: "request-1", retryAt: now + 90_000 });
  });

  it("counts the wait on this device's clock, whatever the service's clock says", () => {
    const text = JSON.stringify({ code: "parallel_limit", retryAfterSeconds: 7, resetAt: "1999-01-01T00:00:00Z" });
    expect(readProblem(text, now)?.retryAt).toBe(now + 7000);
  });

  it.each(["", "null", "[]", "<html>502</html>", "{}", '{"code":1}', '{"code":"toString"}', '{"code":"teapot"}'])(
    "does not take %j for a refusal",
    (text) => {
      expect(readProblem(text, now)).toBeUndefined();
      expect(readFailure(new Error(text), here)).toEqual({ code: "unexpected" });
    },
  );

  it("ignores an id or a waiting time of the wrong type", () => {
    const text = JSON.stringify({ code: "internal", requestId: { a: 1 }, retryAfterSeconds: "soon" });
    expect(readProblem(text, now)).toEqual({ code: "internal" });
  });

  it("tells a broken connection from being offline", () => {
    expect(readFailure(new TypeError("Failed to fetch"), here).code).toBe("network");
    expect(readFailure(new TypeError("Failed to fetch"), { now, online: false }).code).toBe("offline");
  });

  it("shows a refusal as itself even when the device has gone offline since", () => {
    expect(readFailure(new Error(body("paused")), { now, online: false }).code).toBe("paused");
  });

  it("keeps the code of an error that knows its own", () => {
    expect(readFailure(new FailureError({ code: "sending_too_fast", retryAt: now }), here).retryAt).toBe(now);
  });

  it("forbids sending only where time alone is in the way", () => {
    const blocking = Object.keys(FAILURE_STATES).filter((code) => blocksSending({ code: code as FailureCode }));
    expect(blocking.toSorted()).toEqual(["parallel_limit", "rate_limited", "sending_too_fast"]);
    expect(blocksSending(undefined)).toBe(false);
  });
});

describe("the texts", () => {
  const texts = Object.entries(failures);

  it("are there for every code, and for no other", () => {
    expect(Object.keys(failures).toSorted()).toEqual(Object.keys(FAILURE_STATES).toSorted());
  });

  it.each(texts)("say %s in a short title and a whole sentence", (_code, { title, text }) => {
    expect(title.length).toBeGreaterThan(5);
    expect(title.length).toBeLessThan(45);
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text.length).toBeLessThan(110);
  });

  it.each(texts)("never speak of money, keys or machinery for %s", (_code, { title, text }) => {
    expect(`${title} ${text}`).not.toMatch(
      /billing|bill\b|credit|quota|api key|openai|provider|budget|token|redis|\d{3}/i,
    );
  });
});
