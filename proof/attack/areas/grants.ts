/** Grants: what users have may be changed by the owner and the owner's machines. Where an attack is let in, it asks for what does not fit. */
import { type Attack, judge, NotTried, type Verdict } from "../attack.ts";
import type { Ask, HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { describe } from "../judge.ts";
import type { Target } from "../target.ts";

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

const bearers = BEARERS.map(([id, title, headers]) =>
  attack(`secret-${id}`, `${title} opens nothing`, SECRET, async (target) => {
    const ask = { method: "PUT", headers: { ...JSON_TYPE, ...headers }, body: HARMLESS };
    return shut(await target.ask(SOMEBODY, ask));
  }),
);

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
  const answers = [];
  for (let times = 0; times < 2; times += 1) answers.push(await one.get(path, { method: "POST", headers, body }));
  const changed = (await creditOf()) !== before;
  const refused = answers.every((answer) => shut(answer).held);
  return judge(refused && !changed, answers.map(describe).join(", "));
});

const everywhere = attack(
  "end-all-foreign",
  "Another site's page signs nobody out everywhere",
  "A page that can end somebody's sessions locks them out at will (ASVS 5.0 3.5.1).",
  async (target) => {
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    return shut(await target.post("/api/session/end-all", { headers }));
  },
);

export const grants: Attack[] = [...strangers, ...members, ...bearers, ...paths, own, everywhere];

function attack(id: string, title: string, why: string, run: Attack["run"]): Attack {
  return { id: `grants-${id}`, area: "grants", title, why, needs: "nothing", cost: "free", run };
}

function byMember(id: string, title: string, why: string, run: Attack["run"]): Attack {
  const byNoAdmin = async (target: Target) => {
    if ((await target.one.usage()).plan === "admin") throw new NotTried("the first cookie is an admin's");
    return run(target);
  };
  return { ...attack(id, title, why, byNoAdmin), needs: "cookie" };
}

/** Refused for who it is, or not there; a 400 would mean that it was let in and only then looked at. */
function shut(answer: Answer): Verdict {
  const isRedirect = answer.status >= 300 && answer.status < 400;
  return judge(isRedirect || [401, 403, 404, 405, 431].includes(answer.status), describe(answer));
}
