/** npm run doctor -- --url, against a site on loopback that does everything right but one thing. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { runCommand } from "../support/scripts/run-script.ts";

type Answer = { status: number; headers: Record<string, string>; body: string };
type Site = (request: IncomingMessage, right: Answer) => Answer | "drop";

const KEY = "local-provider-key-0123456789";
const POLICY =
  "default-src 'self'; script-src 'self' 'nonce-abc' 'strict-dynamic'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const PAGE = {
  "content-type": "text/html",
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
};

let server: Server;
let origin: string;
let site: Site;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = site(request, rightAnswer(request));
    if (answer === "drop") response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(() => void server.close());
beforeEach(() => void (site = (_, right) => right));

function rightAnswer({ url = "/", headers }: IncomingMessage): Answer {
  if (url === "/api/health") return { status: 200, headers: {}, body: '{"status":"ok"}' };
  if (url.startsWith("/_next/static/")) return { status: 200, headers: {}, body: "console.log('hello')" };
  if (url === "/") return { status: 307, headers: { location: "/sign-in" }, body: "" };
  if (url === "/sign-in")
    return { status: 200, headers: PAGE, body: '<script src="/_next/static/chunks/a.js"></script>' };
  if (url === "/api/auth/providers") return providers(origin);
  if (url === "/api/doctor") return problem("not_found", 404);
  return headers.origin?.includes("doctor.invalid") ? problem("forbidden", 403) : problem("not_signed_in", 401);
}

function providers(address: string): Answer {
  const github = { id: "github", callbackUrl: `${address}/api/auth/callback/github` };
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ github }) };
}

function problem(code: string, status: number): Answer {
  const body = JSON.stringify({ type: `urn:x:${code}`, title: code, status, detail: code, code, requestId: "1" });
  return { status, headers: { "content-type": "application/problem+json" }, body };
}

async function doctor(env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await runCommand("doctor", ["--json", "--url", origin], { env });
  expect(stdout + stderr).not.toContain(KEY);
  const { verdict, findings } = JSON.parse(stdout) as {
    verdict: string;
    findings: { verdict: string; title: string }[];
  };
  const say = (which: string) => findings.filter((one) => one.verdict === which).map(({ title }) => title);
  return { code, verdict, bad: say("bad"), unclear: say("unclear"), good: say("good") };
}

it("finds nothing wrong with a site that does everything right", async () => {
  const report = await doctor({ OPENAI_API_KEY: KEY });
  expect(report).toMatchObject({ code: 0, verdict: "safe", bad: [], unclear: [] });
  expect(report.good.at(-1)).toBe("The page and its 1 files hold no secret (looked for OPENAI_API_KEY).");
});

describe("the address of the deployment", () => {
  it("is compared with the one that its sign-ins lead back to", async () => {
    site = at("/api/auth/providers", () => providers("http://localhost:3000"));
    const report = await doctor();
    expect(report).toMatchObject({ code: 1, verdict: "unsafe" });
    expect(report.bad).toEqual([expect.stringContaining("NEXTAUTH_URL there is http://localhost:3000")]);
  });

  it("is compared with NEXTAUTH_URL as it is set here", async () => {
    const report = await doctor({ NEXTAUTH_URL: "https://chat.example.com" });
    expect(report.bad).toEqual([`NEXTAUTH_URL here is https://chat.example.com, and you asked about ${origin}.`]);
    expect(await doctor({ NEXTAUTH_URL: `${origin}/` })).toMatchObject({ code: 0, bad: [] });
  });

  it("is not held against a service that does not tell it", async () => {
    site = letIn("/api/auth/providers");
    expect(await doctor()).toMatchObject({ code: 0, bad: [], unclear: [] });
  });
});

const at =
  (path: string, change: (right: Answer) => Answer): Site =>
  (request, right) =>
    request.url === path ? change(right) : right;
const letIn = (path: string) =>
  at(path, () => ({ status: 200, headers: { "content-type": "application/json" }, body: "{}" }));
const page = (headers: Record<string, string>) =>
  at("/sign-in", (right) => ({ ...right, headers: { ...right.headers, ...headers } }));

describe("finds", () => {
  const rows: [string, Site, string][] = [
    ["a store that is down", at("/api/health", () => problem("store_unavailable", 503)), "/api/health says 503"],
    [
      "another site",
      at("/api/health", () => ({ status: 200, headers: {}, body: "Welcome" })),
      "not as this service does",
    ],
    ["a chat for everyone", letIn("/api/chat"), "Lets in a chat without a session"],
    ["tokens for everyone", letIn("/api/token"), "Lets in a chat token without a session"],
    ["a session that is not checked", letIn("/api/usage"), "Lets in a session forged with another secret"],
    ["figures for everyone", letIn("/api/admin/usage"), "Lets in the owner's figures without a session"],
    ["a job for everyone", letIn("/api/cron/reconcile"), "Lets in reconciliation without its secret"],
    [
      "a refusal in another form",
      at("/api/chat", () => ({ status: 401, headers: {}, body: "no" })),
      "and no problem document",
    ],
    [
      "a refusal that is not the right one",
      at("/api/token", () => problem("internal", 500)),
      "with 500 internal, and not with not_signed_in",
    ],
    ["a header that is missing", page({ "x-frame-options": "" }), "missing or weak: x-frame-options"],
    ["a talkative header", page({ "x-powered-by": "Next.js" }), "x-powered-by"],
    ["no policy", page({ "content-security-policy": "" }), "no content security policy"],
    [
      "a policy that allows everything",
      page({ "content-security-policy": "script-src 'self' 'unsafe-inline'" }),
      "lets any script run",
    ],
    [
      "a policy that evaluates text",
      page({ "content-security-policy": "script-src 'nonce-a' 'unsafe-eval'" }),
      "lets any script run",
    ],
    [
      "the key in the page",
      at("/sign-in", (right) => ({ ...right, body: `<p>${KEY}` })),
      "The page holds OPENAI_API_KEY",
    ],
    [
      "the key in a file",
      at("/_next/static/chunks/a.js", (right) => ({ ...right, body: `x="${KEY}"` })),
      "The page holds OPENAI_API_KEY",
    ],
  ];

  it.each(rows)("%s", async (_, fault, title) => {
    site = fault;
    const report = await doctor({ OPENAI_API_KEY: KEY });
    expect(report.code).toBe(1);
    expect(report.bad.join("\n")).toContain(title);
  });

  it("a key by its looks, where none is known", async () => {
    site = at("/sign-in", (right) => ({ ...right, body: `<p>sk-proj-${"x".repeat(30)}` }));
    expect((await doctor()).bad).toEqual(["The page holds something that looks like an OpenAI key."]);
  });
});

describe("cannot tell", () => {
  it("when nothing answers", async () => {
    site = () => "drop";
    expect(await doctor()).toMatchObject({ code: 2, verdict: "unknown", bad: [] });
  });

  it("when it stops answering, or sends its visitors elsewhere", async () => {
    site = (request, right) => (request.url === "/sign-in" ? "drop" : right);
    expect(await doctor()).toMatchObject({
      code: 2,
      unclear: [expect.stringContaining("What is in its page") as string],
    });
    site = at("/", (right) => ({ ...right, headers: { location: "https://elsewhere.invalid/" } }));
    expect(await doctor()).toMatchObject({ code: 2 });
  });
});
