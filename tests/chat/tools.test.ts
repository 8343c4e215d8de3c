/** The tools that come with the starter, and the rules for every tool. */
import { afterEach, describe, expect, it, vi } from "vitest";

import { currentTime } from "../../lib/chat/tools/current-time.ts";
import { TOOLS, unknownToolsIn } from "../../lib/chat/tools/registry.ts";
import { chatUser } from "../support/users.ts";

const context = { user: chatUser(), signal: new AbortController().signal };
afterEach(() => vi.useRealTimers());

describe("each tool", () => {
  it.each(TOOLS.map((tool) => [tool.name, tool] as const))(
    "(%s) is described, bounded and named as providers want it",
    (name, tool) => {
      expect(name).toMatch(/^[\w-]{1,64}$/);
      expect(tool.description).toMatch(/^[A-Z].{10,200}\.$/);
      expect(tool.deadlineMs).toBeGreaterThan(0);
      expect(tool.deadlineMs).toBeLessThanOrEqual(30_000);
      expect(tool.outputBytes).toBeLessThanOrEqual(32_000);
    },
  );

  it("has a name of its own", () => {
    expect(new Set(TOOLS.map(({ name }) => name)).size).toBe(TOOLS.length);
  });
});

describe("current_time", () => {
  it("tells the time, in UTC or in a zone", () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 11, 30) });
    expect(currentTime.run({}, context)).toEqual({
      utc: "2026-01-15T11:30:00.000Z",
      timezone: "UTC",
      local: expect.stringMatching(/^Thursday,? 15 January 2026 at 11:30:00 UTC$/) as string,
    });
    expect(currentTime.run({ timezone: "Asia/Tokyo" }, context)).toMatchObject({
      local: expect.stringContaining("15 January 2026 at 20:30:00") as string,
    });
  });

  it("takes an empty zone for none, as models write it", () => {
    expect(currentTime.run({ timezone: "" }, context)).toMatchObject({ timezone: "UTC" });
  });

  it.each(["Mars/Olympus", "../../etc/passwd", "UTC\u0000"])("knows no zone %j", (timezone) => {
    expect(() => currentTime.run({ timezone }, context)).toThrow("There is no such time zone.");
  });
});

describe("a plan", () => {
  it("may name tools that exist", () => {
    expect(unknownToolsIn({ member: { tools: ["current_time", "my_limits"] }, guest: { tools: [] } })).toEqual([]);
  });

  it("is complained about when it names another, by both names", () => {
    expect(unknownToolsIn({ member: { tools: ["current_time", "weather"] } })).toEqual([
      'The plan "member" names the tool "weather", which is not in lib/chat/tools/registry.ts.',
    ]);
  });
});
