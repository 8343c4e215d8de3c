/** Runs once before the first request: fills the gaps on a bare machine, checks everything, or refuses to start. */
import "server-only";

import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import { guestsMayEnter } from "../auth/admission.ts";
import { CHAT_TOKEN_HEADER, readChatToken } from "../auth/chat-token.ts";
import { signReceiptsBy } from "../auth/receipt.ts";
import type { SafeguardsConfig } from "../config-schema.ts";
import { type Env, isLocalDemo, readEnv, startEnv } from "../env.ts";
import { log } from "../log.ts";
import { mostChatBytes, resolveSafeguards } from "../safeguards.ts";
import { redis } from "../store/redis.ts";
import { startAlerts } from "../operate/alerts.ts";
import { startBillFloor } from "../operate/bill-floor.ts";
import { startReplyLog } from "../operate/reply-log.ts";
import { startTelemetry } from "../operate/telemetry.ts";
import type { Caps } from "./body-cap.ts";
import { bridgeRedis } from "./bridge-redis.ts";
import { boundFrameworkLog } from "./framework-log.ts";
import { guardHttpServer, type ServerRules } from "./http-server.ts";
import { receiptSigner } from "./receipt-signer.ts";
import { missingParts } from "./requirements.ts";

/** Signing in sends short forms. */
const SIGN_IN_BODY_BYTES = 16_384;

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
  const { limits, plans } = resolveSafeguards(asStarted.SAFEGUARDS_JSON);
  await refuseUnknownTools(plans);
  refuseContradictions(asStarted);
  if (isLocalDemo(asStarted)) await startLocalDemo();
  await bridgeRedis(variables, limits.storeMilliseconds);
  refuseWhenIncomplete();
  // Whoever is first makes the client for all: the edge's sandbox would, with timers and errors of its own.
  redis();
  signReceiptsBy(receiptSigner(readEnv(variables).NEXTAUTH_SECRET ?? ""));
  if (asStarted.GUEST_ACCESS && !guestsMayEnter(asStarted))
    log("warn", "guest_access_ignored", { reason: "ALLOWED_EMAILS names who may come in, and guests have no address" });
  variables.SOCKET_ADDRESS_STAMP = randomBytes(16).toString("hex");
  guardHttpServer(serverRules(readEnv(variables), limits));
  startAlerts();
  startReplyLog();
  startBillFloor(async (...query) => (await import("../chat/provider/openai-account.ts")).fetchCostsPage(...query));
  await startTelemetry();
  if (asStarted.NODE_ENV === "production") boundFrameworkLog();
}

function serverRules(env: Env, { bodyBytes, bodySeconds }: SafeguardsConfig["limits"]): ServerRules {
  return {
    addressStamp: env.SOCKET_ADDRESS_STAMP ?? "",
    keepAliveMs: env.KEEP_ALIVE_TIMEOUT,
    upgrades: env.NODE_ENV !== "production",
    capsFor: ({ url = "", headers }) => ({
      maxBytes: url.startsWith("/api/auth/") ? SIGN_IN_BODY_BYTES : bodyBytes,
      deadlineMs: bodySeconds * 1000,
      raised: url.startsWith("/api/chat") ? raisedCap(headers) : undefined,
    }),
  };
}

/** Pictures make a body longer than the others: for those who bring a chat token, as many as their plan has. */
function raisedCap(headers: IncomingHttpHeaders): Caps["raised"] {
  const token = headers[CHAT_TOKEN_HEADER];
  if (typeof token !== "string") return undefined;
  const allowed = async () => {
    const { holder } = await readChatToken(new Headers({ [CHAT_TOKEN_HEADER]: token }));
    return mostChatBytes(holder.plan);
  };
  return { most: mostChatBytes(), allowed };
}

function refuseContradictions(env: Env): void {
  if (env.LOCAL_DEMO && env.VERCEL) throw new Error("LOCAL_DEMO is for your own machine: it is refused on Vercel.");
  if (Boolean(env.TURNSTILE_SITE_KEY) !== Boolean(env.TURNSTILE_SECRET_KEY))
    throw new Error("TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY belong together: set both, or neither.");
}

/** The edge reads plans too, and knows no tools. */
async function refuseUnknownTools(plans: SafeguardsConfig["plans"]): Promise<void> {
  const { unknownToolsIn } = await import("../chat/tools/registry.ts");
  const unknown = unknownToolsIn(plans);
  if (unknown.length > 0) throw new Error(unknown.join("\n"));
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
