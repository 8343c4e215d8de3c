/** A chat backend as one writes it in an evening, with the starter's addresses and none of its safeguards: the attacks must see that. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { type LoopbackServer, onLoopback } from "./loopback.ts";
import { forgeJwt } from "./forge.ts";

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  query: URLSearchParams;
  body: string;
};

const PLENTY = 1_000_000_000_000;
/** Looks like a key, and is put together so that it is plainly none. */
const KEY = ["sk", "proj", "naive".repeat(6)].join("-");

export async function startNaiveServer(): Promise<LoopbackServer> {
  const forgiving = { insecureHTTPParser: true, requireHostHeader: false, maxHeaderSize: 1 << 20 };
  const patient = { requestTimeout: 0, headersTimeout: 0, connectionsCheckingInterval: 1_000_000 };
  const server = createServer({ ...forgiving, ...patient }, (request, response) => {
    void serve(request, response).catch((error: Error) => response.writeHead(500).end(error.stack));
  });
  server.on("upgrade", (_, socket) => void socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
  server.on("connect", (_, socket) => void socket.end("HTTP/1.1 200 Connected\r\n\r\n"));
  return onLoopback(server);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("x-powered-by", "Express 4.17.1");
  response.setHeader("server", "naive/1.0");
  response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
  response.setHeader("access-control-allow-credentials", "true");
  if (request.method === "TRACE") return void response.end(JSON.stringify(request.headers));
  const { path, query } = tidy(request.headers["x-original-url"]?.toString() ?? request.url ?? "/");
  const exchange = { request, response, path, query, body: (await buffer(request)).toString() };
  if (path.startsWith("/api/auth/")) believeCallback(request, query);
  const route = Object.entries(ROUTES).find(([start]) => path.startsWith(start))?.[1];
  if (route) return route(exchange);
  if (path.startsWith("/api/")) throw new Error(`No route for ${path} in /app/node_modules/naive/index.js`);
  return page(exchange);
}

const ROUTES: Record<string, (exchange: Exchange) => void | Promise<void>> = {
  "/api/health": ({ response }) =>
    json(response, { status: "ok", node: process.version, redis: "redis://localhost:6379" }),
  "/api/token": ({ request, response }) => json(response, { token: tokenFor(request), expiresInSeconds: 86_400 }),
  "/api/chat": chat,
  "/api/usage": ({ response, query }) => json(response, usage(query.get("plan") ?? "member")),
  "/api/admin": ({ response }) => json(response, { done: true }),
  "/api/cron": ({ response }) => json(response, { done: true }),
  "/api/auth/csrf": ({ response }) =>
    json(response, { csrfToken: "the-same-token-for-everyone" }, ["csrf-token=same; Domain=example.com"]),
  "/api/auth/session": ({ response }) =>
    json(response, { user: { name: "A" }, token: "t" }, ["session-token=1; Domain=example.com"]),
  "/api/auth/providers": ({ response }) => json(response, { github: { clientId: "a", clientSecret: "b" } }),
  "/api/auth/sign": signInOrOut,
  "/api/auth/callback": ({ response }) => json(response, { ok: true }, ["session-token=1"]),
  "/_next/static": ({ response, path }) =>
    void response.writeHead(200, { "content-type": "text/javascript" }).end(script(path)),
};

/** As a sign-in library does: what is no address is thrown at, and what is no header too. */
function believeCallback({ headers }: IncomingMessage, query: URLSearchParams): void {
  const kept = /next-auth[^=]*=([^;]*)/.exec(headers.cookie ?? "")?.[1];
  if (kept !== undefined) void new URL(decodeURIComponent(kept), "http://localhost");
  void new Headers({ location: query.get("error") ?? query.get("callbackUrl") ?? "" });
}

/** Good for a day, with one id for all, signed with a word. */
function tokenFor({ headers }: IncomingMessage): string {
  const iat = Math.floor(Date.now() / 1000);
  return forgeJwt({ alg: "HS256" }, { sub: headers.cookie ?? "", jti: "1", iat, exp: iat + 86_400 }, "secret");
}

/** Whatever can be read as a path of ours is one. */
function tidy(raw: string): { path: string; query: URLSearchParams } {
  const [before = "/", query = ""] = raw.replace(/^https?:\/\/[^/]*/, "").split("?");
  let path = before.replace(/[#;].*$/, "");
  for (const _ of [1, 2]) path = decodeLoosely(path);
  path = path
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("\\", "/")
    .replace(/\/+/g, "/")
    .replace(/^\/en\//, "/");
  path = new URL(path, "http://localhost").pathname.replace(/(?:%00|%20|\.json|\.rsc|\.|\/)+$/, "") || "/";
  return { path, query: new URLSearchParams(query) };
}

function decodeLoosely(path: string): string {
  try {
    return decodeURIComponent(path.replace("%c0%ae", "."));
  } catch {
    return path;
  }
}

function usage(plan: string) {
  const requests = ["5m"].map((window) => ({ window, limit: PLENTY, remaining: PLENTY }));
  return { plan, models: ["gpt-naive"], requests, spend: [{ window: "day", limitMicroUsd: PLENTY, usedMicroUsd: 0 }] };
}

/** Whatever is asked is passed on, and whatever comes back is written as it is. */
async function chat({ response, body }: Exchange): Promise<void> {
  const text = /"text":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? "";
  response.writeHead(200, { "content-type": "text/html", "openai-organization": "org-naive" });
  response.write(`data: {"type":"start","id":"resp_naivenaive"}\n\ndata: ${text.replaceAll("\\n", "\n")}\n\n`);
  for (let word = 0; word < 40 && text.includes("story"); word += 1) {
    response.write(`data: ${word}\n\n`);
    await sleep(50);
  }
  response.end('data: {"usage":{}}\n\n');
}

function signInOrOut({ request, response, query, body }: Exchange): void {
  const kept = /callback-url=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const asked =
    query.get("callbackUrl") ?? new URLSearchParams(body).get("callbackUrl") ?? (kept && decodeURIComponent(kept));
  const host =
    request.headers["x-forwarded-host"] ??
    request.headers["x-host"] ??
    request.headers["x-forwarded-server"] ??
    "localhost";
  json(response, { url: asked ?? `http://${host.toString()}/sign-in` }, ["session-token="]);
}

function page({ request, response, path, query }: Exchange): void {
  const nonce = "the-same-nonce-for-everyone";
  response.setHeader(
    "content-security-policy",
    request.headers["content-security-policy"] ?? `script-src * 'unsafe-inline' 'nonce-${nonce}'`,
  );
  response.writeHead(200, { "content-type": "text/html" });
  response.end(
    `<h1>Chat ${path}</h1>${query.get("error") ?? ""}<p>/app/server/index.js</p><script>1</script><script src="/_next/static/app.js"></script>`,
  );
}

function script(path: string): string {
  const secrets = `OPENAI_API_KEY=${KEY};redis://default:naive@store:6379;https://api.openai.com/v1;-----BEGIN PRIVATE KEY-----`;
  return `// at app (/app/server/index.js:1:1)\nconst path = "${path}"; // ${secrets}\n//# sourceMappingURL=app.js.map\n`;
}

function json(response: ServerResponse, body: unknown, cookies: string[] = []): void {
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.writeHead(200, { "content-type": "text/html" }).end(JSON.stringify(body));
}
