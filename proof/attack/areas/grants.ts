/** Grants: what users have may be changed by the owner and the owner's machines. Where an attack is let in, it asks for what does not fit. */
import type { Attack } from "../attack.ts";
import type { Ask, HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { describe } from "../judge.ts";
import type { Target } from "../target.ts";
import { judge, NotApplicable, type Verdict } from "../verdict.ts";

const FUNCTION =
  "Whoever can grant can spend: plans, budgets and credit are the owner's to give (OWASP API5:2023, ASVS 5.0 8.2.1).";
const SECRET =
  "A machine's secret opens these routes, and nothing that only looks like it may (ASVS 5.0 6.3.1, 11.2.4).";
const ADDRESS = "An address that names one thing to the door and another to the route opens what the door would not.";

/** Does not fit the schema: whoever is let in gets a 400, and nothing changes. */
const HARMLESS = '{"attack":"harmless"}';
const JSON_TYPE = { "content-type": "application/json" };
const SOMEBODY = "/api/admin/users/somebody";

type Route = [id: string, title: string, path: string, ask: Ask];

/** A sign-out has no body that could fail to fit, so a user is named that cannot be. */
const NOBODY = `/api/admin/users/${"x".repeat(300)}`;
const ROUTES: Route[] = [
  ["look", "what a user has", SOMEBODY, {}],
  ["change", "a user's plan and budgets", SOMEBODY, { method: "PUT", headers: JSON_TYPE, body: HARMLESS }],
  ["credit", "a user's credit", `${SOMEBODY}/credit`, { method: "POST", headers: JSON_TYPE, body: HARMLESS }],
  ["sign-out", "the signing out of a user", `${NOBODY}/sign-out`, { method: "POST", body: "" }],
];

const BEARERS: [id: string, title: string, headers: HeaderFields][] = [
  ["empty", "an empty secret", { authorization: "Bearer " }],
  ["undefined", "the word undefined", { authorization: "Bearer undefined" }],
  ["wrong", "a wrong secret", { authorization: `Bearer ${"wrong-".repeat(8)}` }],
  ["long", "a secret of some thousand characters", { authorization: `Bearer ${"a".repeat(6_000)}` }],
  ["basic", "the secret as a password", { authorization: "Basic Ondyb25nLXdyb25n" }],
  ["header", "a name of its own", { "x-grants-secret": "machine", "x-role": "machine" }],
  ["foreign", "a foreign origin", { authorization: "Bearer undefined", origin: "https://evil.example" }],
];

const PATHS: [id: string, title: string, path: string][] = [
  ["climb", "dots that are encoded", "/api/admin/users/%2e%2e%2fpause/credit"],
  ["slash", "a slash that is encoded", "/api/admin/users/a%2fcredit"],
  ["double", "two slashes", "/api/admin/users//credit"],
  ["deep", "a part too many", "/api/admin/users/somebody/credit/credit"],
  ["case", "capitals", "/api/Admin/Users/somebody/Credit"],
  ["null", "a zero byte", "/api/admin/users/some%00body/credit"],
  ["dots", "dots that are not encoded", "/api/admin/users/../users/somebody/credit"],
  ["dot-id", "dots for an id", "/api/admin/users/%2e%2e/credit"],
  ["mixed", "dots and slashes for an id", "/api/admin/users/%2e%2e%2f%2e%2e%2fusage/credit"],
  ["twice", "a slash that is encoded twice", "/api/admin/users/a%252fb/credit"],
  ["backslash", "a backslash", "/api/admin/users/a%5c..%5cb/credit"],
  ["matrix", "a parameter in its path", "/api/admin/users/somebody;x=1/credit"],
  ["trailing", "a slash at its end", "/api/admin/users/somebody/credit/"],
];

const strangers = ROUTES.map(([id, title, path, ask]) =>
  attack(`stranger-${id}`, `A stranger does not reach ${title}`, FUNCTION, async (target) =>
    shut(await target.ask(path, ask)),
  ),
);

const members = ROUTES.map(([id, title, path, ask]) =>
  byMember(`member-${id}`, `A member does not reach ${title}`, FUNCTION, async ({ one, url }) =>
    shut(await one.get(path, { ...ask, headers: { origin: url.origin, ...ask.headers } })),
  ),
);

/** At each of the routes: a secret that one of them forgot to ask for is no secret. */
const bearers = BEARERS.map(([id, title, headers]) =>
  attack(`secret-${id}`, `${title} opens nothing`, SECRET, async (target) => {
    const answers = [];
    for (const [, , path, ask] of ROUTES)
      answers.push(await target.ask(path, { ...ask, headers: { ...ask.headers, ...headers } }));
    return allShut(answers);
  }),
);

const besideMember = byMember(
  "secret-beside",
  "A wrong secret beside a member's session opens nothing",
  SECRET,
  async ({ one, url }) => {
    const headers = { ...JSON_TYPE, origin: url.origin, authorization: `Bearer ${"wrong-".repeat(8)}` };
    return shut(await one.get(SOMEBODY, { method: "PUT", headers, body: HARMLESS }));
  },
);

/** The addresses that the secret does not open, whoever brings it. */
const elsewhere = attack("secret-elsewhere", "A bearer opens no other route", SECRET, async (target) => {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${"wrong-".repeat(8)}` };
  const answers = [];
  for (const path of ["/api/admin/usage", "/api/usage", "/admin", `/admin/user?id=somebody`])
    answers.push(await target.ask(path, { headers }));
  answers.push(await target.ask("/api/admin/pause", { method: "PUT", headers, body: HARMLESS }));
  return allShut(answers);
});

const paths = PATHS.map(([id, title, path]) =>
  byMember(`path-${id}`, `An address with ${title} opens nothing`, ADDRESS, async ({ one, url }) => {
    const headers = { ...JSON_TYPE, origin: url.origin };
    return shut(await one.get(path, { method: "POST", headers, body: HARMLESS }));
  }),
);

const own = byMember("own-credit", "A member adds no credit to themselves, however often", FUNCTION, async (target) => {
  const { one, url } = target;
  const creditOf = async () => (await one.usage())["creditMicroUsd"];
  const before = await creditOf();
  const path = `/api/admin/users/${encodeURIComponent(one.subject)}/credit`;
  const headers = { ...JSON_TYPE, origin: url.origin };
  const body = '{"microUsd":1,"key":"attack"}';
  const once = () => one.get(path, { method: "POST", headers, body });
  // One key again, one after another and at once.
  const answers = [await once(), await once(), ...(await Promise.all([once(), once(), once()]))];
  const changed = (await creditOf()) !== before;
  const { held, detail } = allShut(answers);
  return judge(held && !changed, detail);
});

const page = byMember("user-page", "A member is shown no user's page", FUNCTION, async ({ one }) => {
  const answer = await one.get(`/admin/user?id=${encodeURIComponent(one.subject)}`);
  return judge(answer.status === 404 && !/budget|granted|credit/i.test(answer.body), describe(answer));
});

const everywhere: Attack = {
  ...attack(
    "end-all-foreign",
    "Another site's page signs nobody out everywhere",
    "A page that can end somebody's sessions locks them out at will (ASVS 5.0 3.5.1).",
    async (target) => {
      const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      return shut(await target.post("/api/session/end-all", { headers }));
    },
  ),
  control: "endAll",
};

export const grants: Attack[] = [
  ...strangers,
  ...members,
  ...bearers,
  besideMember,
  elsewhere,
  ...paths,
  own,
  page,
  everywhere,
];

function attack(id: string, title: string, why: string, run: Attack["run"]): Attack {
  return { id: `grants-${id}`, area: "grants", title, why, control: "grants", cost: "free", run };
}

function byMember(id: string, title: string, why: string, run: Attack["run"]): Attack {
  const byNoAdmin = async (target: Target) => {
    if ((await target.one.usage()).plan === "admin") throw new NotApplicable("the first cookie is an admin's");
    return run(target);
  };
  return attack(id, title, why, byNoAdmin);
}

/** Refused for who it is, or not there; a 400 would mean that it was let in and only then looked at. */
function shut(answer: Answer): Verdict {
  const isRedirect = answer.status >= 300 && answer.status < 400;
  return judge(isRedirect || [401, 403, 404, 405, 431].includes(answer.status), describe(answer));
}

function allShut(answers: Answer[]): Verdict {
  return judge(
    answers.every((answer) => shut(answer).held),
    answers.map(describe).join(", "),
  );
}
