/** Every way in which a provider says no, walked through: what the visitor is told, who hears of it, and what it costs. */
import { describe, expect, it } from "vitest";

import { NotSent, providerFailure, StreamedFailure } from "../../../lib/chat/provider/provider-failure.ts";
import { BY_CODE, BY_STATUS, verdictOn } from "../../../lib/chat/provider/provider-failures.ts";
import { Refusal } from "../../../lib/errors.ts";

const NOW = Date.parse("2026-11-27T12:00:00Z");

/** As the SDK throws it: the parsed `error` of the body, if there was one, and its code. */
function answered(status: number, error?: unknown, headers: Record<string, string> = {}): Error {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return Object.assign(new Error("told to fail"), { status, error, code, headers: new Headers(headers) });
}

function withCode(code: string): Error {
  return new Error("Connection error.", {
    cause: new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) }),
  });
}

describe("the table of failures", () => {
  const all = [...Object.values(BY_CODE), ...Object.values(BY_STATUS)];

  it("tells a visitor to wait only where waiting helps, and never of the owner's account", () => {
    for (const { refusal, concerns } of all) {
      if (concerns === "account" || concerns === "configuration") expect(refusal).toBe("provider_unavailable");
      else
        expect(["provider_busy", "upstream_error", "upstream_timeout", "prompt_refused", "body_too_large"]).toContain(
          refusal,
        );
    }
  });

  it.each(Object.entries(BY_CODE))("goes by the code %s, whatever the status", (code, verdict) => {
    for (const status of [400, 403, 429, 500, 503]) {
      const failure = providerFailure(answered(status, { code: code.toUpperCase() }), NOW);
      expect([failure.refusal.code, failure.concerns, failure.isFree]).toEqual([
        verdict.refusal,
        verdict.concerns,
        true,
      ]);
    }
    expect(providerFailure(new StreamedFailure(code))).toMatchObject({ concerns: verdict.concerns, isFree: false });
  });

  it.each(Array.from({ length: 300 }, (_, at) => at + 300))(
    "has a verdict on the status %i with no readable body",
    (status) => {
      const { refusal, concerns, isFree } = providerFailure(answered(status), NOW);
      expect(isFree).toBe(status < 500);
      expect({ refusal: refusal.code, concerns }).toEqual(verdictOn({ status, code: "" }));
      if (status < 500 && BY_STATUS[status] === undefined) expect(concerns).toBe("configuration");
    },
  );
});

describe("a refusal before any answer", () => {
  it.each<[string, Error, string, string]>([
    ["a numeric code 401", answered(401, { code: 401, message: "No auth" }), "provider_unavailable", "account"],
    ["a numeric code 402", answered(402, { code: 402 }), "provider_unavailable", "account"],
    ["a numeric code 429", answered(429, { code: 429 }), "provider_busy", "health"],
    ["an error that is text", answered(404, "model 'x' not found"), "provider_unavailable", "configuration"],
    ["a flat body", answered(400), "provider_unavailable", "configuration"],
    ["no body", answered(403), "provider_unavailable", "configuration"],
    ["a redirect", answered(307), "provider_unavailable", "configuration"],
    [
      "an unsupported region",
      answered(403, { code: "unsupported_country_region_territory" }),
      "provider_unavailable",
      "configuration",
    ],
    [
      "an organization to be verified",
      answered(400, { code: "unsupported_value", param: "stream" }),
      "provider_unavailable",
      "configuration",
    ],
    ["a question too long", answered(400, { code: "context_length_exceeded" }), "body_too_large", "nobody"],
    ["a flagged question", answered(400, { code: "content_policy_violation" }), "prompt_refused", "nobody"],
  ])("with %s costs nothing", (_, error, code, concerns) => {
    expect(providerFailure(error)).toMatchObject({ refusal: { code }, concerns, isFree: true });
  });

  it.each([
    ["seconds", "20", 20],
    ["a date", "Fri, 27 Nov 2026 12:00:42 GMT", 42],
    ["too little", "0", 1],
    ["too much", "86400", 300],
    ["a date that is over", "Fri, 27 Nov 2026 11:00:00 GMT", 1],
    ["nothing that can be read", "soon", 10],
  ])("is busy for as long as Retry-After says, with %s", (_, field, seconds) => {
    for (const status of [429, 503, 529]) {
      const { refusal } = providerFailure(answered(status, {}, { "retry-after": field }), NOW);
      expect([refusal.code, refusal.resetAtMs]).toEqual(["provider_busy", NOW + seconds * 1000]);
    }
  });
});

describe("a call that never got an answer", () => {
  it.each([
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "UND_ERR_CONNECT_TIMEOUT",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_WRONG_VERSION_NUMBER",
  ])("costs nothing when nothing can have been sent: %s", (code) => {
    expect(providerFailure(withCode(code))).toMatchObject({
      refusal: { code: "upstream_error" },
      concerns: "health",
      isFree: true,
    });
  });

  it.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"])(
    "is not taken to be free when it may have been sent: %s",
    (code) => {
      expect(providerFailure(withCode(code))).toMatchObject({ concerns: "health", isFree: false });
    },
  );

  it("costs nothing when no request can be made of the key, which is the owner's to mend", () => {
    expect(providerFailure(new NotSent("no header"))).toMatchObject({ concerns: "configuration", isFree: true });
  });

  it("is nobody's failure when we ended it ourselves, but for a timeout", () => {
    expect(providerFailure(new Refusal("paused")).concerns).toBe("nobody");
    expect(providerFailure(new Refusal("upstream_timeout")).concerns).toBe("health");
  });
});
