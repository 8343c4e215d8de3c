/** The command as a program meets it: what it prints, and what it ends with. */
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, it } from "vitest";
import { z } from "zod";

import { startDumbServer } from "./dumb-servers.ts";
import { onLoopback } from "./loopback.ts";

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

it("ends with 1 where a session that it was given opens nothing, since most was not tried then", async ({
  onTestFinished,
}) => {
  const strict = createServer((request, response) => {
    if (request.httpVersion !== "1.1") request.socket.destroy();
    request.on("error", () => {}).resume();
    request.once("end", () => response.writeHead(404).end());
  });
  const server = await onLoopback(strict);
  onTestFinished(server.stop);
  const only = ["--url", server.origin, "--only", "http"];
  expect(await attack(...only)).toMatchObject({ code: 0 });
  expect(await attack(...only, "--cookie", "session=1")).toMatchObject({ code: 1 });
});

it("says so where another backend is taken for the starter", async ({ onTestFinished }) => {
  const server = await startDumbServer("200 and a text");
  onTestFinished(server.stop);
  const { stdout } = await attack("--url", server.origin, "--cookie", "session=1", "--only", "cors");
  expect(stdout).toContain("The first session: GET /api/usage tells no figures: for other backends there is --profile");
});

it("ends with 2 where nobody answers, and where it is asked wrongly", async ({ onTestFinished }) => {
  const server = await startDumbServer("a closed line");
  onTestFinished(server.stop);
  expect(await attack("--url", server.origin, "--json")).toMatchObject({ code: 2, stdout: "" });
  expect(await attack("--url", "nowhere")).toMatchObject({ code: 2, stdout: "" });
});
