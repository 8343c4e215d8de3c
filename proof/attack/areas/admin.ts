/** Admin and cron: what only the owner may do. No attack here would change anything, even where it is let in. */
import type { Attack } from "../attack.ts";
import type { ControlName } from "../controls.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, NotApplicable, type Verdict } from "../verdict.ts";

const FUNCTION =
  "Broken function level authorization: an ordinary session must not reach the owner's switches (OWASP API5:2023, ASVS 5.0 8.2.1).";
const CRON = "A job that anyone can start is work for free, on the owner's account (OWASP API5:2023, ASVS 5.0 8.2.1).";
const FIELD = "Rights are not the sender's to state (OWASP API3:2023, ASVS 5.0 8.2.3, 15.3.3).";

/** Does not fit the schema: whoever is let in gets a 400, and nothing changes. */
const HARMLESS = '{"attack":"harmless"}';
const PUT = { method: "PUT", headers: { "content-type": "application/json" }, body: HARMLESS };

type Row = [
  id: string,
  title: string,
  why: string,
  path: string,
  ask: { method?: string; headers?: HeaderFields; body?: string },
];

const DOORS: Row[] = [
  ["usage", "the owner's figures", FUNCTION, "/api/admin/usage", {}],
  ["pause", "the pause switch", FUNCTION, "/api/admin/pause", PUT],
  ["users", "the block switch", FUNCTION, "/api/admin/users/somebody", PUT],
  ["usage-page", "the owner's figures, page by page", FUNCTION, "/api/admin/usage?page=1", {}],
  ["page", "the owner's page", FUNCTION, "/admin", {}],
];

const TRICKS: Row[] = [
  ["post", "the pause switch by POST", FUNCTION, "/api/admin/pause", { ...PUT, method: "POST" }],
  ["climb", "the pause switch through a user's address", FUNCTION, "/api/admin/users/..%2fpause", PUT],
  ["spelling", "the owner's figures, spelt otherwise", FUNCTION, "/api/Admin/usage/", {}],
  [
    "role-header",
    "the owner's figures with a role in a header",
    FIELD,
    "/api/admin/usage",
    { headers: { "x-admin": "true", "x-role": "admin", "x-plan": "admin" } },
  ],
  [
    "email-header",
    "the owner's figures with an address in a header",
    FIELD,
    "/api/admin/usage",
    { headers: { "x-forwarded-email": "admin@example.com", "x-user-email": "admin@example.com" } },
  ],
  ["query", "the owner's figures with a plan in the address", FIELD, "/api/admin/usage?plan=admin&role=admin", {}],
  [
    "subrequest",
    "the owner's figures past the middleware",
    FIELD,
    "/api/admin/usage",
    { headers: { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" } },
  ],
];

const CRONS: [id: string, title: string, headers: HeaderFields][] = [
  ["open", "without a secret", {}],
  ["empty", "with an empty secret", { authorization: "Bearer " }],
  ["undefined", "with the word undefined", { authorization: "Bearer undefined" }],
  ["wrong", "with a wrong secret", { authorization: "Bearer wrong-wrong-wrong-wrong" }],
  ["platform", "with the platform's own header", { "x-vercel-cron": "1", "user-agent": "vercel-cron/1.0" }],
];

const byStrangers: Attack[] = DOORS.map(([id, title, why, path, ask]) => ({
  id: `admin-stranger-${id}`,
  area: "admin",
  title: `A stranger does not reach ${title}`,
  why,
  control: controlOf(path),
  cost: "free",
  run: async (target) => shut(await target.ask(path, ask)),
}));

const byMembers: Attack[] = [...DOORS, ...TRICKS].map(([id, title, why, path, ask]) => ({
  id: `admin-member-${id}`,
  area: "admin",
  title: `A member does not reach ${title}`,
  why,
  control: controlOf(path),
  cost: "free",
  run: async (target) => {
    const { one } = await member(target);
    return shut(await one.get(path, { ...ask, headers: { origin: target.url.origin, ...ask.headers } }));
  },
}));

const crons: Attack[] = CRONS.map(([id, title, headers]) => ({
  id: `admin-cron-${id}`,
  area: "admin",
  title: `Nobody starts the scheduled job ${title}`,
  why: CRON,
  control: "job",
  cost: "free",
  run: async (target) => shut(await target.ask("/api/cron/reconcile", { headers })),
}));

const names: Attack = {
  id: "admin-plan-kept",
  area: "admin",
  title: "A plan in a header or in the address changes nobody's plan",
  why: FIELD,
  control: "figures",
  cost: "free",
  run: async (target) => {
    const { one } = await member(target);
    const answer = await one.get("/api/usage?plan=admin", { headers: { "x-plan": "admin", "x-user-plan": "admin" } });
    return judge(answer.status === 200 && !answer.body.includes('"plan":"admin"'), describe(answer));
  },
};

export const admin: Attack[] = [...byStrangers, ...byMembers, ...crons, names];

/** Whether there is a pause switch at all is a question of its own: a service without one lacks it. */
function controlOf(path: string): ControlName {
  return path.endsWith("/pause") || path.endsWith("%2fpause") ? "entry" : "owner";
}

/** Refused for who it is; a 400 would mean that it was let in and only then looked at. */
function shut(answer: Answer): Verdict {
  const away = [401, 403, 404, 405].includes(answer.status);
  const toSignIn = answer.status >= 300 && answer.status < 400 && !header(answer, "location").startsWith("/admin");
  return judge(away || toSignIn, describe(answer));
}

async function member(target: Target): Promise<Target> {
  if ((await target.one.usage()).plan === "admin") throw new NotApplicable("the first cookie is an admin's");
  return target;
}
