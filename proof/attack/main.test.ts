/** The command as a program meets it: what it prints, and what it ends with. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, it } from "vitest";
import { z } from "zod";

import { startDumbServer } from "./dumb-servers.ts";

const PROGRAM = fileURLToPath(new URL("main.ts", import.meta.url));
const failure = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

async function attack(...args: string[]) {
  const run = promisify(execFile)(process.execPath, ["--conditions=react-server", PROGRAM, ...args]);
  return run.then(({ stdout, stderr }) => ({ code: 0, stdout, stderr })).catch((error) => failure.parse(error));
}

it("prints its JSON and nothing else, and ends with 1 where nothing applies", async ({ onTestFinished }) => {
  const server = await startDumbServer("404");
  onTestFinished(server.stop);
  const { code, stdout } = await attack("--url", server.origin, "--only", "redirects", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    url: server.origin,
    profile: "starter",
    passed: 0,
    failed: 0,
    missing: [],
  });
  expect(code).toBe(1);
});

it("ends with 2 where nobody answers, and where it is asked wrongly", async ({ onTestFinished }) => {
  const server = await startDumbServer("a closed line");
  onTestFinished(server.stop);
  expect(await attack("--url", server.origin, "--json")).toMatchObject({ code: 2, stdout: "" });
  expect(await attack("--url", "nowhere")).toMatchObject({ code: 2, stdout: "" });
});
