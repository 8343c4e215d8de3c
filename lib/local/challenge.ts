/** The guests' challenge on a machine with no keys: the same script, frame and siteverify as Cloudflare's, solved without a question. */
import "server-only";

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

import { listenOnLoopback } from "../bridge/listen.ts";
import { CHALLENGE_FRAME, CHALLENGE_SCRIPT } from "./challenge-page.ts";

export type LocalChallenge = { origin: string; siteKey: string; secretKey: string; close: () => Promise<void> };

/** Milliseconds: Cloudflare's own. */
const SOLUTION_LIFETIME_MS = 300_000;
const PATH = "/turnstile/v0";

type State = { secretKey: string; solutions: Map<string, number> };

export async function startLocalChallenge({ port = 0 } = {}): Promise<LocalChallenge> {
  const secretKey = `local-${randomBytes(24).toString("hex")}`;
  const state: State = { secretKey, solutions: new Map() };
  const server = createServer((request, response) => {
    handle(request, response, state).catch(() => response.destroy());
  });
  const origin = await listenOnLoopback(server, port);
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return { origin, siteKey: "local", secretKey, close };
}

async function handle(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  switch (`${request.method} ${pathname}`) {
    case `GET ${PATH}/api.js`:
      return send(response, "text/javascript", CHALLENGE_SCRIPT);
    case `GET ${PATH}/frame`:
      return send(response, "text/html", CHALLENGE_FRAME);
    case `POST ${PATH}/solve`:
      return sendJson(response, { solution: solve(state) });
    case `POST ${PATH}/siteverify`:
      return sendJson(response, verdict(new URLSearchParams(await text(request)), state));
    default:
      response.writeHead(404).end();
  }
}

function solve({ solutions }: State): string {
  const nowMs = Date.now();
  for (const [solution, untilMs] of solutions) if (untilMs <= nowMs) solutions.delete(solution);
  const solution = `local.${randomBytes(24).toString("base64url")}`;
  solutions.set(solution, nowMs + SOLUTION_LIFETIME_MS);
  return solution;
}

/** In Cloudflare's words. A solution counts once. */
function verdict(form: URLSearchParams, { secretKey, solutions }: State): object {
  const [secret, solution] = [form.get("secret"), form.get("response")];
  const no = (code: string) => ({ success: false, "error-codes": [code] });
  if (!secret) return no("missing-input-secret");
  if (secret !== secretKey) return no("invalid-input-secret");
  if (!solution) return no("missing-input-response");
  if (!solution.startsWith("local.")) return no("invalid-input-response");
  const untilMs = solutions.get(solution) ?? 0;
  solutions.delete(solution);
  if (untilMs <= Date.now()) return no("timeout-or-duplicate");
  return { success: true, "error-codes": [], challenge_ts: new Date().toISOString(), hostname: "127.0.0.1" };
}

function sendJson(response: ServerResponse, body: object): void {
  send(response, "application/json", JSON.stringify(body));
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" }).end(body);
}
