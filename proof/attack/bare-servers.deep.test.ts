/** What the card says about backends that people really write: how much holds, and what it calls missing. */
import { describe, it } from "vitest";

import { startBare, startUsual } from "./bare-servers.ts";
import { gradesOf } from "./grade.ts";
import type { Report } from "./report.ts";
import { runAttacks } from "./run.ts";
import { memberCookie } from "../../tests/support/session.ts";

const shareHeld = ({ passed, failed }: Report) => passed / (passed + failed);
const names = ({ missing }: Report) => missing.map(({ name }) => name);
const areasThatFail = (report: Report) =>
  gradesOf(report)
    .filter(({ failed }) => failed > 0)
    .map(({ area }) => area);

async function attack(origin: string): Promise<Report> {
  const [cookie, secondCookie] = await Promise.all([1, 2].map(() => memberCookie({ sub: crypto.randomUUID() })));
  const report = await runAttacks({ url: origin, profile: "use-chat", cookie, secondCookie });
  if (!report) throw new Error("Nobody answered");
  return report;
}

describe.concurrent("the card of", { timeout: 180_000 }, () => {
  it("a server without a safeguard: at most a quarter holds, and each lack has its name", async ({
    expect,
    onTestFinished,
  }) => {
    const server = await startBare();
    onTestFinished(server.stop);
    const report = await attack(server.origin);
    expect(shareHeld(report)).toBeLessThanOrEqual(0.25);
    expect(names(report)).toEqual(
      expect.arrayContaining([
        "session",
        "one-time token",
        "same origin",
        "model allowlist",
        "closed set of fields",
        "closed set of roles and parts",
        "pictures by their bytes",
        "tools of the server alone",
        "size of bodies",
        "deadline of bodies",
        "input bound",
        "output bound",
        "parallel cap",
        "budget",
        "pause",
        "per-user limit",
        "address limit",
      ]),
    );
  });

  it("a proxy of Chat Completions that passes on whatever comes: at most a quarter holds", async ({
    expect,
    onTestFinished,
  }) => {
    const server = await startBare();
    onTestFinished(server.stop);
    const keys = {
      headers: { authorization: "Bearer local-one" },
      secondHeaders: { authorization: "Bearer local-two" },
    };
    const report = await runAttacks({ url: server.origin, profile: "openai", ...keys });
    if (!report) throw new Error("Nobody answered");
    expect(shareHeld(report)).toBeLessThanOrEqual(0.25);
    const lacks = [
      "session",
      "model allowlist",
      "closed set of fields",
      "closed set of roles and parts",
      "output bound",
    ];
    expect(names(report)).toEqual(expect.arrayContaining(lacks));
  });

  it("a route by the usual guides: at most 60 % holds, and tokens, knobs and limits are among what fails", async ({
    expect,
    onTestFinished,
  }) => {
    const server = await startUsual();
    onTestFinished(server.stop);
    const report = await attack(server.origin);
    expect(shareHeld(report)).toBeLessThanOrEqual(0.6);
    expect(areasThatFail(report)).toEqual(expect.arrayContaining(["tokens", "knobs", "limits"]));
    const lacks = names(report);
    expect(lacks).toEqual(expect.arrayContaining(["one-time token", "model allowlist", "output bound", "budget"]));
    expect(lacks).not.toContain("session");
    expect(lacks).not.toContain("per-user limit");
  });
});
