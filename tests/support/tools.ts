/** The programs that npm cannot bring along: a browser, a Redis and a reverse proxy. Tests that need one fail without it, never skip. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ELSEWHERE = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** CHROMIUM_PATH, or else the first browser found. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) return isExecutable(named) ? named : undefined;
  return BROWSERS.map(onPath).find(Boolean) ?? ELSEWHERE.find(isExecutable);
}

/** REDIS_SERVER_PATH, or else the first Redis or Valkey found. */
export function findRedisServer(): string | undefined {
  const named = process.env.REDIS_SERVER_PATH;
  if (named) return isExecutable(named) ? named : undefined;
  return onPath("redis-server") ?? onPath("valkey-server");
}

/** NGINX_PATH, or else the one found; Debian keeps it where only root's PATH leads. */
export function findNginx(): string | undefined {
  const named = process.env.NGINX_PATH;
  if (named) return isExecutable(named) ? named : undefined;
  return onPath("nginx") ?? ["/usr/sbin/nginx"].find(isExecutable);
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
