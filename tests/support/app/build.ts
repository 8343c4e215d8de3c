/** The production build that the whole-app tests run on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { CANARY } from "../words.ts";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const NEXT = fileURLToPath(new URL("../../../node_modules/next/dist/bin/next", import.meta.url));

/** Global setup of vitest's `app` and `alone` projects and of Playwright. `npm test` has built already and says so. */
export async function buildOnce(): Promise<void> {
  if (process.env.APP_IS_BUILT) return;
  // The key is there while building, so that baking it in would show; the container's folder is made along the way.
  const env = { ...process.env, NODE_ENV: "production", OPENAI_API_KEY: CANARY, BUILD_STANDALONE: "1" } as const;
  const child = spawn(process.execPath, [NEXT, "build"], { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`next build ended with ${String(code)}`);
  process.env.APP_IS_BUILT = "1";
}
