/**
 * `npx node scripts/vercel-build-check.ts`: what Vercel would make of this project, built here and without an account, in a copy.
 * It downloads Vercel's own command (360 MB, half a minute), and so is no part of `npm test`.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { z } from "zod";

import { envSchema } from "../lib/env-schema.ts";
import { ROOT } from "../tests/support/app/build.ts";

/** 63 and 64 did not install. */
const COMMAND = ["npx", "--yes", "vercel@60.1.3", "build", "--prod", "--yes", "--token", "local"];
const LINK = { projectId: "prj_local", orgId: "team_local", settings: { framework: "nextjs" } };
const LEFT_OUT = /^(?:node_modules|\.git|\.next|\.open-next|\.vercel|deploy|\.env.*)$/;
const CANARY = "canary-that-must-not-be-built-in";

const functionSchema = z.looseObject({
  runtime: z.string(),
  supportsCancellation: z.boolean().optional(),
  maxDuration: z.int().optional(),
});
const outputSchema = z.looseObject({ crons: z.array(z.looseObject({ path: z.string() })).optional() });

const copy = mkdtempSync(join(tmpdir(), "guarded-chat-vercel-"));
try {
  prepare();
  build();
  const failures = findings();
  console.log(failures.length > 0 ? failures.join("\n") : "The build is what Vercel should get.");
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true });
}

function prepare(): void {
  for (const name of globSync(["*", ".*"], { cwd: ROOT }))
    if (!LEFT_OUT.test(name)) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  mkdirSync(join(copy, ".vercel"));
  writeFileSync(join(copy, ".vercel/project.json"), JSON.stringify(LINK));
}

/** Every variable that may hold a secret has a word of its own while building, so that one that is built in can be found. */
function build(): void {
  const secrets = Object.keys(envSchema.shape).filter((name) => /SECRET|KEY|TOKEN/.test(name));
  const canaries = Object.fromEntries(secrets.map((name) => [name, `${CANARY}-${name}`]));
  const env = { ...process.env, ...canaries, NEXT_TELEMETRY_DISABLED: "1" };
  const [program = "", ...flags] = COMMAND;
  const { status } = spawnSync(program, flags, { cwd: copy, env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`vercel build ended with ${String(status)}`);
}

function findings(): string[] {
  const output = join(copy, ".vercel/output");
  const told = (name: string): z.infer<typeof functionSchema> =>
    functionSchema.parse(JSON.parse(readFileSync(join(output, `functions/${name}.func/.vc-config.json`), "utf8")));
  const [middleware, chat] = [told("middleware"), told("api/chat")];
  const { crons = [] } = outputSchema.parse(JSON.parse(readFileSync(join(output, "config.json"), "utf8")));
  const leaks = globSync("**/*", { cwd: output })
    .filter((path) => statSync(join(output, path)).isFile())
    .filter((path) => readFileSync(join(output, path)).includes(CANARY));
  return Object.entries({
    [`the middleware runs on ${middleware.runtime}`]: middleware.runtime === "edge",
    [`the chat route runs on ${chat.runtime}`]: chat.runtime.startsWith("nodejs"),
    "the chat route is not cancelled when its reader leaves": chat.supportsCancellation === true,
    [`the chat route may take ${chat.maxDuration} seconds`]: chat.maxDuration === 300,
    "the nightly comparison is not scheduled": crons.some(({ path }) => path === "/api/cron/reconcile"),
    [`secrets are built into ${leaks.join(", ")}`]: leaks.length === 0,
  }).flatMap(([finding, fine]) => (fine ? [] : finding));
}
