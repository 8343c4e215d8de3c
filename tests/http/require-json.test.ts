import { describe, expect, it } from "vitest";

import { requireDeclaredLength, requireJson } from "../../lib/http/require-json.ts";

describe("requireJson", () => {
  it.each(["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])(
    "lets %s in",
    (type) => {
      expect(() => requireJson(new Headers({ "content-type": type }))).not.toThrow();
    },
  );

  it.each([
    "text/plain",
    "application/jsonp",
    "application/json; charset=utf-16",
    "multipart/form-data",
    "application/json, text/plain",
  ])("refuses %s", (type) => {
    expect(() => requireJson(new Headers({ "content-type": type }))).toThrow("unsupported_media_type");
  });

  it("refuses a body without a type, and a compressed one", () => {
    expect(() => requireJson(new Headers())).toThrow("unsupported_media_type");
    const compressed = { "content-type": "application/json", "content-encoding": "gzip" };
    expect(() => requireJson(new Headers(compressed))).toThrow("unsupported_media_type");
  });
});

describe("requireDeclaredLength", () => {
  it("refuses one byte more than the cap", () => {
    expect(() => requireDeclaredLength(new Headers({ "content-length": "262144" }))).not.toThrow();
    expect(() => requireDeclaredLength(new Headers({ "content-length": "262145" }))).toThrow("body_too_large");
  });

  it("leaves a body of unknown length to the route", () => {
    expect(() => requireDeclaredLength(new Headers())).not.toThrow();
  });
});
