import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { freshEnvironment } from "../support/fresh.ts";

const planFor = vi.fn<(claims: object) => unknown>();
const ADA = { sub: "oidc:ada" };

beforeEach(() => {
  freshEnvironment();
  vi.doMock("../../lib/auth/plan-for.ts", () => ({ planFor }));
  vi.spyOn(console, "warn").mockImplementation(() => {});
  planFor.mockReset();
});
afterEach(() => {
  vi.doUnmock("../../lib/auth/plan-for.ts");
  vi.restoreAllMocks();
});

async function lookUp(claims: { sub: string; guest?: boolean } = ADA, nowMs = 0): Promise<string> {
  return (await import("../../lib/auth/look-up-plan.ts")).lookUpPlan(claims, nowMs);
}

it("asks once a minute and user, however many ask at once", async () => {
  planFor.mockImplementation(async () => "admin");
  expect(await Promise.all([lookUp(), lookUp(), lookUp(ADA, 59_999)])).toEqual(["admin", "admin", "admin"]);
  expect(planFor).toHaveBeenCalledTimes(1);
  await lookUp({ sub: "oidc:bob" });
  await lookUp(ADA, 60_001);
  expect(planFor).toHaveBeenCalledTimes(3);
});

it.each<[string, () => unknown]>([
  ["fails", () => Promise.reject(new Error("down"))],
  [
    "throws",
    () => {
      throw new Error("down");
    },
  ],
  ["never answers", () => new Promise(() => {})],
  ["names a plan that does not exist", async () => "platinum"],
  ["names none", () => undefined],
])("falls to the smaller plan, and says so in the log, when the lookup %s", async (_, work) => {
  planFor.mockImplementation(work);
  const startedMs = performance.now();
  expect(await lookUp()).toBe("member");
  expect(performance.now() - startedMs).toBeLessThan(1_500);
  expect(String(vi.mocked(console.warn).mock.calls[0]?.[0])).toContain("plan_lookup_failed");
  expect(await lookUp({ sub: "guest:1", guest: true })).toBe("guest");
});

it("asks again some seconds after a failure", async () => {
  planFor.mockRejectedValueOnce(new Error("down")).mockResolvedValueOnce("admin");
  expect([await lookUp(), await lookUp(ADA, 4_000), await lookUp(ADA, 5_001)]).toEqual(["member", "member", "admin"]);
});
