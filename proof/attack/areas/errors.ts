/** Errors: every refusal in one shape, and nothing in it that helps an attacker. */
import { z } from "zod";

import { parseJson } from "../json.ts";
import type { Attack } from "../attack.ts";
import type { ControlName } from "../controls.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe, unhindered } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, type Verdict } from "../verdict.ts";

const SHAPE =
  "One shape for every refusal, so that a client needs no guessing and an attacker gets no hints (RFC 9457, ASVS 5.0 16.5.1).";
const LEAK = "Paths, versions and traces tell an attacker where to go on (ASVS 5.0 13.4.2, 13.4.6, 16.5.1).";

const problemSchema = z.looseObject({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  code: z.string().regex(/^[a-z_]+$/),
  requestId: z.string().min(8),
});

const TELLTALE = [
  /^\s+at .+:\d+:\d+/m,
  /node_modules|node:internal|webpack|turbopack-/,
  /\/(?:home|root|usr|var|app|srv|tmp|work)\/[\w./-]+\.[cm]?[jt]sx?/,
  /ECONNREFUSED|ETIMEDOUT|UpstashError|WRONGTYPE|NOSCRIPT|redis/i,
  /ZodError|SyntaxError|TypeError|Unexpected token/,
  /openai|api\.openai\.com/i,
];

const nonsense = (path: string, headers: HeaderFields = {}, method = "GET") => ({ path, headers, method });
const JSON_TYPE = { "content-type": "application/json" };

const REFUSALS: [id: string, title: string, ask: ReturnType<typeof nonsense>, status: number][] = [
  ["unknown", "An unknown address", nonsense("/api/nowhere"), 404],
  ["unknown-deep", "An unknown address below a known one", nonsense("/api/chat/more"), 404],
  ["method", "A wrong method", nonsense("/api/chat"), 405],
  ["stranger", "A stranger", nonsense("/api/usage"), 401],
  ["stranger-chat", "A stranger's chat", nonsense("/api/chat", JSON_TYPE, "POST"), 401],
  ["stranger-token", "A stranger's token", nonsense("/api/token", {}, "POST"), 401],
  ["foreign", "A foreign page", nonsense("/api/token", { origin: "https://evil.example" }, "POST"), 403],
  ["star", "An address that is none", nonsense("*"), 404],
  ["star-options", "A question about everything", nonsense("*", {}, "OPTIONS"), 404],
  ["auth", "An unknown sign-in address", nonsense("/api/auth/nowhere"), 404],
  ["auth-method", "A wrong method at the sign-in", nonsense("/api/auth/csrf", {}, "DELETE"), 405],
  ["page-method", "A page that is sent something", nonsense("/sign-in", {}, "POST"), 405],
  ["type", "A wrong type of body", nonsense("/api/chat", { "content-type": "text/plain" }, "POST"), 415],
];

const shapes: Attack[] = REFUSALS.map(([id, title, ask, status]) => ({
  id: `errors-shape-${id}`,
  area: "errors",
  title: `${title} is refused as application/problem+json`,
  why: SHAPE,
  control: "service",
  cost: "free",
  profiles: ["starter"],
  run: async (target) => wellShaped(await target.ask(ask.path, ask), status),
}));

const PROVOCATIONS: [id: string, title: string, path: string, headers: HeaderFields][] = [
  ["percent", "A broken percent sign", "/api/%", {}],
  ["utf-8", "A broken character in the address", "/api/%E0%A4%A", {}],
  ["cookie", "A broken cookie", "/api/usage", { cookie: "%=%E0%A4%A; =; ;;; next-auth.session-token=%" }],
  ["auth", "An unknown sign-in action", "/api/auth/nowhere", {}],
  ["auth-callback", "A sign-in that nobody began", "/api/auth/callback/oidc?code=x&state=y", {}],
  ["auth-error", "An error of the sender's own words", "/api/auth/error?error=%3Cscript%3Ealert(1)%3C/script%3E", {}],
  ["page", "A page that does not exist", "/nowhere", {}],
  ["sign-in", "A sign-in error of the sender's own words", "/sign-in?error=%3Cscript%3Ealert(1)%3C/script%3E", {}],
  [
    "accept",
    "An odd wish for a format",
    "/api/nowhere",
    { accept: "text/x-component", "accept-language": "../../etc/passwd" },
  ],
  ["static", "A file that does not exist", "/_next/static/chunks/nowhere.js", {}],
  ["state-tree", "A broken router state", "/", { rsc: "1", "next-router-state-tree": "%7Bbroken" }],
];

const CONTROLS: Record<string, ControlName> = {
  auth: "signIn",
  "auth-callback": "signIn",
  "auth-error": "signIn",
  page: "page",
  "sign-in": "page",
  static: "page",
  "state-tree": "page",
};

const leaks: Attack[] = PROVOCATIONS.map(([id, title, path, headers]) => ({
  id: `errors-quiet-${id}`,
  area: "errors",
  title: `${title} makes the server say nothing about itself`,
  why: LEAK,
  control: CONTROLS[id] ?? "service",
  cost: "free",
  run: async (target) => quiet(await target.ask(path, { headers })),
}));

const others: Attack[] = [
  {
    id: "errors-request-id",
    area: "errors",
    title: "Each refusal has an id of its own, and not the sender's",
    why: "An id that the sender chooses writes into our logs (ASVS 5.0 16.4.1).",
    control: "service",
    cost: "free",
    profiles: ["starter"],
    run: async (target) => {
      const ids = [await idOf(target), await idOf(target)];
      return judge(ids[0] !== ids[1] && ids.every((id) => id.length >= 8 && !id.includes("mine")), ids.join(", "));
    },
  },
  {
    id: "errors-not-stored",
    area: "errors",
    title: "No cache may keep a refusal",
    why: "A refusal that is kept refuses the next one as well (ASVS 5.0 14.3.2).",
    control: "service",
    cost: "free",
    profiles: ["starter"],
    run: async (target) => {
      const answer = await target.ask("/api/usage");
      return judge(
        header(answer, "cache-control").includes("no-store"),
        `cache-control: ${header(answer, "cache-control")}`,
      );
    },
  },
];

/** Where there are no codes of ours: a refusal is JSON with words in it, so that a client can show them. */
const WRONG: [id: string, title: string, ask: { method?: string; headers?: HeaderFields; body?: string }][] = [
  ["chat-method", "A wrong method", { method: "GET" }],
  ["chat-type", "A wrong type of body", { headers: { "content-type": "text/plain" }, body: "Hello" }],
  ["chat-cut", "A body that is cut", { headers: JSON_TYPE, body: '{"messages":[' }],
  ["chat-empty", "A body without a question", { headers: JSON_TYPE, body: "{}" }],
];

const ofOthers: Attack[] = WRONG.map(([id, title, ask]) => ({
  id: `errors-shape-${id}`,
  area: "errors",
  title: `${title} is refused as JSON`,
  why: SHAPE,
  control: "reply",
  cost: "free",
  profiles: ["use-chat", "openai"],
  run: async ({ one, profile }) => jsonRefusal(await one.post(profile.path, ask)),
}));

export const errors: Attack[] = [...shapes, ...leaks, ...others, ...ofOthers];

function jsonRefusal(answer: Answer): Verdict {
  const isJson = z.looseObject({}).safeParse(parseJson(answer.body)).success;
  const { status } = unhindered(answer);
  const isRefused = status >= 400 && status < 500;
  return judge(isJson && isRefused && quiet(answer).held, `${describe(answer)}, ${header(answer, "content-type")}`);
}

function wellShaped(answer: Answer, status: number): Verdict {
  const problem = problemSchema.safeParse(parseJson(answer.body));
  const typed = header(answer, "content-type").startsWith("application/problem+json");
  const same = problem.data?.status === answer.status && answer.status === status;
  return judge(typed && same && quiet(answer).held, `${describe(answer)}, ${header(answer, "content-type")}`);
}

function quiet(answer: Answer): Verdict {
  const html = header(answer, "content-type").startsWith("text/html");
  // A page names its own scripts; its words are what counts.
  const said = html ? answer.body.replaceAll(/<script\b[\s\S]*?<\/script>|<(?:link|style)\b[^>]*>/g, "") : answer.body;
  const told = TELLTALE.map((one) => one.exec(said)?.[0]).filter(Boolean);
  const echoed = said.includes("<script>alert(1)") ? ["the sender's own script"] : [];
  return judge(
    told.length + echoed.length === 0 && answer.status < 500,
    [describe(answer), ...told, ...echoed].join(", "),
  );
}

async function idOf(target: Target): Promise<string> {
  const answer = await target.ask("/api/usage", { headers: { "x-request-id": "mine" } });
  return problemSchema.safeParse(parseJson(answer.body)).data?.requestId ?? "";
}
