/** A real nginx with the configuration that the project ships: on a loopback port, in a folder of its own, gone at the end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ROOT } from "./build.ts";
import { findNginx } from "../tools.ts";

export type Nginx = { stop: () => Promise<void> };

/** @throws Error when there is no nginx on this machine, or when it refuses the configuration */
export async function startNginx({ port, upstream }: { port: number; upstream: number }): Promise<Nginx> {
  const program = findNginx();
  if (!program) throw new Error("These tests need nginx on the PATH, or its path in NGINX_PATH");
  const folder = mkdtempSync(join(tmpdir(), "guarded-chat-nginx-"));
  writeFileSync(join(folder, "nginx.conf"), relocated({ port, upstream, folder }));
  const flags = ["-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")];
  const child = spawn(program, [...flags, "-g", `daemon off; pid ${folder}/pid;`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true });
  };
  for (const giveUpAt = Date.now() + 10_000; !(await listens(port)); await sleep(20))
    if (Date.now() > giveUpAt || child.exitCode !== null) throw new Error("nginx did not start");
  return { stop };
}

type Place = { port: number; upstream: number; folder: string };

/** Ports and folders alone differ from the shipped file, and each of them must be found. */
function relocated({ port, upstream, folder }: Place): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `  ${kind}_temp_path ${folder}/${kind};\n`,
  );
  const replacements = [
    ["listen 80;", `listen 127.0.0.1:${port};`],
    ["server 127.0.0.1:3000;", `server 127.0.0.1:${upstream};`],
    ["access_log /var/log/nginx/access.log;", "access_log off;"],
    ["http {\n", `http {\n${temporary.join("")}`],
  ] as const;
  return replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`deploy/nginx.conf has no ${from}`);
      return text.replace(from, to);
    },
    readFileSync(join(ROOT, "deploy/nginx.conf"), "utf8"),
  );
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
