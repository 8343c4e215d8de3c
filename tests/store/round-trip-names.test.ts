import { describe, expect, it } from "vitest";

import { EXTEND } from "../../lib/ledger/extend-script.ts";
import { SETTLE } from "../../lib/ledger/settle.ts";
import { keys } from "../../lib/store/keys.ts";
import { askedIn, trip } from "../support/app/round-trips.ts";

const beat = ["mget", keys.pause, "a key of Ada's"];
const settle = ["eval", SETTLE.text, 1, "a key of Ben's"];
const extend = ["eval", EXTEND.text, 1, "a key of Cleo's"];
const look = ["get", "a key of Dora's"];
const bodyOf = (...commands: unknown[][]) => JSON.stringify(commands);

describe("a round trip", () => {
  it("that several callers share is named for all that they ask", () => {
    expect(askedIn(bodyOf(beat, settle, look, extend))).toEqual(["beat", "settle", "other", "extend"]);
    expect(askedIn(JSON.stringify(settle))).toEqual(["settle"]);
  });

  it("is one of each kind that it asks for, and of no other", () => {
    const shared = bodyOf(beat, settle, look);
    const kinds = ["beat", "settle", "other", "extend", "reserve"] as const;
    expect(kinds.map((kind) => trip(kind)(shared))).toEqual([true, true, true, false, false]);
  });

  it("is that of an account when the very command names it", () => {
    const shared = bodyOf(beat, settle, look);
    expect(["Ada", "Ben", "Dora"].map((name) => trip("settle", name)(shared))).toEqual([false, true, false]);
    expect(trip("settle", "Ben")(JSON.stringify(settle))).toBe(true);
  });
});
