/** The service without a server: a request goes through the gate and on to its route, as the framework would pass it. */
import { NextRequest } from "next/server";
import { vi } from "vitest";

import { freshEnvironment } from "../fresh.ts";

export const ORIGIN = "http://127.0.0.1:3000";
const STAMP = "local-test-stamp";

type Handler = (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>;
type Route = { GET?: Handler; POST?: Handler; PUT?: Handler };
export type Service = {
  send: (path: string, init?: Init) => Promise<Response>;
  past: (path: string, init?: Init) => Promise<Response>;
};
export type Init = {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  address?: string;
  signal?: AbortSignal;
};

/** Loads everything anew under the given environment. `send` goes through the gate; `past` finds a way round it. */
export function startService(variables: Record<string, string>): Service {
  freshEnvironment({ SOCKET_ADDRESS_STAMP: STAMP, ...variables });
  // Outside the framework there is no request to keep alive.
  vi.doMock("../../../lib/http/after-response.ts", () => ({ afterResponse: () => {} }));
  const past = async (path: string, init: Init = {}) => callRoute(path, nextRequest(path, init));
  const send = async (path: string, init: Init = {}) => {
    const { admit } = await import("../../../lib/gate/admit.ts");
    const request = nextRequest(path, init);
    const verdict = await admit(request, { waitUntil: () => {} });
    if (verdict.headers.get("x-middleware-next") !== "1") return verdict;
    return withHeaders(
      await callRoute(path, new NextRequest(request, { headers: carriedOn(verdict) })),
      verdict.headers,
    );
  };
  return { send, past };
}

function nextRequest(
  path: string,
  { address = "192.0.2.1", headers, body, method = "GET", signal }: Init,
): NextRequest {
  const all = { host: "127.0.0.1:3000", "x-socket-address": `${STAMP} ${address}`, ...headers };
  return new NextRequest(`${ORIGIN}${path}`, {
    method,
    headers: all,
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
}

/** How the framework hands the middleware's changes to a request on to the route. */
function carriedOn(verdict: Response): Headers {
  const names = verdict.headers.get("x-middleware-override-headers")?.split(",") ?? [];
  return new Headers(names.map((name) => [name, verdict.headers.get(`x-middleware-request-${name}`) ?? ""]));
}

function withHeaders(response: Response, added: Headers): Response {
  for (const [name, value] of added) if (!name.startsWith("x-middleware-")) response.headers.set(name, value);
  return response;
}

async function callRoute(path: string, request: Request): Promise<Response> {
  const [, , first = "", second, id = "", action] = new URL(path, ORIGIN).pathname.split("/");
  const route = await ROUTES[[first, second, action].filter((part) => part !== undefined).join("/")]?.();
  const handler = route?.[request.method as "GET" | "POST" | "PUT"];
  if (!handler) throw new Error(`${path} has no ${request.method}`);
  return handler(request, { params: Promise.resolve({ id: decodeURIComponent(id) }) });
}

const ROUTES: Record<string, () => Promise<Route>> = {
  chat: () => import("../../../app/api/chat/route.ts"),
  token: () => import("../../../app/api/token/route.ts"),
  usage: () => import("../../../app/api/usage/route.ts"),
  health: () => import("../../../app/api/health/route.ts"),
  "cron/reconcile": () => import("../../../app/api/cron/reconcile/route.ts"),
  "admin/usage": () => import("../../../app/api/admin/usage/route.ts"),
  "admin/pause": () => import("../../../app/api/admin/pause/route.ts"),
  "admin/users": () => import("../../../app/api/admin/users/[id]/route.ts"),
  "admin/users/credit": () => import("../../../app/api/admin/users/[id]/credit/route.ts"),
  "admin/users/sign-out": () => import("../../../app/api/admin/users/[id]/sign-out/route.ts"),
  "session/end-all": () => import("../../../app/api/session/end-all/route.ts"),
};
