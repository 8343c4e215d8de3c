/** Runs once before the first request: fills the gaps on a bare machine, checks everything, or refuses to start. */
import "server-only";

import { isLocalDemo, readEnv, startEnv } from "../env.ts";
import { resolveSafeguards } from "../safeguards.ts";
import { enforceBodyDeadline } from "./body-deadline.ts";
import { closeLinesAtShutdown } from "./close-lines.ts";
import { startAlerts } from "../operate/alerts.ts";
import { startReplyLog } from "../operate/reply-log.ts";
import { startTelemetry } from "../operate/telemetry.ts";
import { ignoreUpgrades } from "./ignore-upgrades.ts";
import { bridgeRedis } from "./bridge-redis.ts";
import { missingParts } from "./requirements.ts";
import { stampSocketAddresses } from "./socket-address.ts";
import { renameUnspeakableMethods } from "./unspeakable-methods.ts";

export async function boot(): Promise<void> {
  try {
    await prepare();
  } catch (error) {
    // One message and no stack: what is wrong here is the owner's to mend, not a fault of the code.
    console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function prepare(): Promise<void> {
  const variables = startEnv();
  const asStarted = readEnv(variables);
  const { limits } = resolveSafeguards(asStarted.SAFEGUARDS_JSON);
  if (asStarted.LOCAL_DEMO && asStarted.VERCEL)
    throw new Error("LOCAL_DEMO is for your own machine: it is refused on Vercel.");
  if (isLocalDemo(asStarted)) await startLocalDemo();
  await bridgeRedis(variables, limits.storeMilliseconds);
  refuseWhenIncomplete();
  variables.SOCKET_ADDRESS_STAMP = stampSocketAddresses();
  startAlerts();
  startReplyLog();
  await startTelemetry();
  enforceBodyDeadline(limits.bodySeconds * 1000);
  closeLinesAtShutdown();
  renameUnspeakableMethods();
  if (asStarted.NODE_ENV === "production") ignoreUpgrades();
}

async function startLocalDemo(): Promise<void> {
  const { startStandIns } = await import("../local/start.ts");
  const variables = startEnv();
  const { variables: standIns, lines } = await startStandIns(variables);
  Object.assign(variables, standIns);
  // Follows the address in the browser's address bar, be it localhost or 127.0.0.1, as long as none is configured.
  if (!variables.NEXTAUTH_URL) variables.AUTH_TRUST_HOST = "1";
  for (const line of lines) console.log(` ○ ${line}`);
}

function refuseWhenIncomplete(): void {
  const missing = missingParts(readEnv(startEnv()));
  if (missing.length === 0) return;
  const list = missing.map(({ variables, cure }) => `  ${variables}\n      ${cure}`).join("\n");
  throw new Error(
    `Guarded Chat cannot start. Missing:\n\n${list}\n\nTo try it without any of this, set LOCAL_DEMO=1 or run: npm run dev`,
  );
}
