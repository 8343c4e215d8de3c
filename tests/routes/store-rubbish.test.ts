/** A store that answers, but with something that no store of ours can say: 503 everywhere, a call of the provider nowhere. */
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { listenOnLoopback } from "../../lib/bridge/listen.ts";
import { type Provider, startProvider } from "../support/provider/provider.ts";
import { startService } from "../support/routes/service.ts";
import { memberCookie } from "../support/session.ts";
import { codeOf, visitor } from "../support/routes/visitor.ts";

/** Whole answers, whatever was asked. */
const WHOLE = ["<html><h1>It works!</h1></html>", "", "null", "{}", "[]", '"OK"', "7", '{"result":"OK"}', "[[1]]"];
/** What each command is answered with. */
const RESULTS: unknown[] = [
  "text",
  "",
  "PONG",
  "counted",
  "reserved",
  [],
  {},
  [0, 0],
  [1, 1],
  [5, 20],
  [-1, 20],
  ["a"],
  [["a", "b"]],
  [null],
  { used: "many" },
  true,
  7.5,
  -1,
  1e300,
  [[], []],
  null,
];

let provider: Provider;
let server: Server;
let url = "";
let rubbish: (commands: number) => string = () => "";

beforeAll(async () => {
  provider = await startProvider();
  server = createServer((request, response) => {
    void text(request).then((body) => response.end(rubbish((JSON.parse(body) as unknown[]).length)));
  });
  url = await listenOnLoopback(server, 0);
});
beforeEach(() => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterAll(async () => {
  server.close();
  await provider.stop();
});

async function ask() {
  const service = startService({
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: "local-test-token",
    OPENAI_BASE_URL: provider.url,
    ADMIN_EMAILS: "boss@example.com",
  });
  const admin = visitor(service, await memberCookie({ sub: "boss" }));
  const { ownersFigures } = await import("../../lib/operate/owners-figures.ts");
  const { userFigures } = await import("../../lib/operate/user-figures.ts");
  const { issueChatToken } = await import("../../lib/auth/chat-token.ts");
  const { token } = await issueChatToken({ id: "boss", account: "boss", plan: "admin", basePlan: "admin" });
  return {
    "GET /api/admin/usage": await codeOf(await admin.get("/api/admin/usage")),
    "/admin": (await ownersFigures("1")).figures === null ? "store_unavailable" : "200",
    "/admin/user": (await userFigures("ada")).figures === null ? "store_unavailable" : "200",
    "GET /api/admin/users": await codeOf(await admin.get("/api/admin/users/ada")),
    "GET /api/usage": await codeOf(await admin.get("/api/usage")),
    "GET /api/health": await codeOf(await admin.get("/api/health")),
    "PUT /api/admin/pause": await codeOf(await admin.put("/api/admin/pause", { paused: true, reason: "r" })),
    "PUT /api/admin/users": await codeOf(await admin.put("/api/admin/users/ada", { blocked: true })),
    "POST /api/admin/users/credit": await codeOf(
      await admin.post("/api/admin/users/ada/credit", {
        body: '{"microUsd":1,"key":"k"}',
        headers: { "content-type": "application/json" },
      }),
    ),
    "POST /api/admin/users/sign-out": await codeOf(await admin.post("/api/admin/users/ada/sign-out")),
    "POST /api/session/end-all": await codeOf(await admin.post("/api/session/end-all")),
    "POST /api/token": await codeOf(await admin.post("/api/token")),
    "POST /api/chat": await codeOf(await admin.chat({ headers: { "x-chat-token": token } })),
  };
}

const CLOSED = {
  "GET /api/admin/usage": "store_unavailable",
  "/admin": "store_unavailable",
  "/admin/user": "store_unavailable",
  "GET /api/admin/users": "store_unavailable",
  "GET /api/usage": "store_unavailable",
  "GET /api/health": "store_unavailable",
  "PUT /api/admin/pause": "store_unavailable",
  "PUT /api/admin/users": "store_unavailable",
  "POST /api/admin/users/credit": "store_unavailable",
  "POST /api/admin/users/sign-out": "store_unavailable",
  "POST /api/session/end-all": "store_unavailable",
  "POST /api/token": "store_unavailable",
  "POST /api/chat": "store_unavailable",
};

describe("a store that answers", () => {
  it.each(WHOLE)("%j to everything closes all that needs it", async (answer) => {
    rubbish = () => answer;
    expect(await ask()).toEqual(CLOSED);
    expect(provider.calls).toEqual([]);
  });

  it.each(RESULTS.map((result) => [JSON.stringify(result), result]))(
    "%s to every command closes all that needs it",
    async (_, result) => {
      rubbish = (commands) => JSON.stringify(Array.from({ length: commands }, () => ({ result: encoded(result) })));
      expect(await ask()).toEqual(CLOSED);
      expect(provider.calls).toEqual([]);
    },
  );
});

/** Texts come in base64, as the client asks for them. */
function encoded(result: unknown): unknown {
  if (typeof result === "string") return result === "OK" ? result : Buffer.from(result).toString("base64");
  return Array.isArray(result) ? result.map(encoded) : result;
}
