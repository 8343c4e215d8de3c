/** Cookie flags: what scripts and other sites must not get at. */
import type { Attack } from "../attack.ts";
import type { Target } from "../target.ts";
import { judge, NotApplicable, type Verdict } from "../verdict.ts";
import { once } from "../once.ts";

const SCRIPTS = "A cookie that scripts can read is one that an injected script can send away (ASVS 5.0 3.3.4).";
const SITES = "A cookie that goes along from other sites is theirs to use (ASVS 5.0 3.3.2).";
const PLAIN = "Over plain HTTP a cookie is everybody's on the way (ASVS 5.0 3.3.1).";
const SHARED = "A cookie for the whole domain is every neighbour's too (ASVS 5.0 3.3.3).";
const LARGE = "Browsers drop what is too large, and the session with it (ASVS 5.0 3.3.5).";

/** Every cookie that is set on the way in: by the sign-in, and for a session that is renewed. */
const cookiesSet = once(async (target): Promise<string[]> => {
  const answers = [
    await target.ask("/api/auth/csrf"),
    await target.ask("/api/auth/signin"),
    await target.ask("/api/auth/session", { headers: target.accounts[0]?.credentials ?? {} }),
  ];
  return answers.flatMap(({ headers }) => headers.get("set-cookie") ?? []);
});

type Row = [id: string, title: string, why: string, holds: (cookie: string, target: Target) => boolean];

const isSecret = (cookie: string) => /^[^=]*(?:session|csrf|state|pkce|nonce)/i.test(cookie);

const ROWS: Row[] = [
  ["http-only", "Scripts cannot read the sign-in's cookies", SCRIPTS, (cookie) => /;\s*httponly/i.test(cookie)],
  ["same-site", "Other sites cannot send them along", SITES, (cookie) => /;\s*samesite=(?:lax|strict)/i.test(cookie)],
  [
    "secure",
    "Over TLS they are for TLS alone",
    PLAIN,
    (cookie, { url }) => url.protocol === "http:" || /;\s*secure/i.test(cookie),
  ],
  [
    "prefix",
    "Over TLS their names say so",
    PLAIN,
    (cookie, { url }) => url.protocol === "http:" || /^__(?:Host|Secure)-/.test(cookie),
  ],
  ["host-only", "They are for this host alone", SHARED, (cookie) => !/;\s*domain=/i.test(cookie)],
  ["path", "They say for which path they are", SHARED, (cookie) => /;\s*path=\//i.test(cookie)],
  ["size", "They fit into a browser", LARGE, (cookie) => (cookie.split(";")[0] ?? "").length <= 4_096],
];

const flags: Attack[] = ROWS.map(([id, title, why, holds]) => ({
  id: `cookies-${id}`,
  area: "cookies",
  title,
  why,
  control: "signIn",
  cost: "free",
  run: async (target) => {
    const set = await cookiesSet(target);
    if (set.length === 0) throw new NotApplicable("no cookie was set");
    return verdict(set, (cookie) => holds(cookie, target));
  },
}));

const others: Attack[] = [
  {
    id: "cookies-session",
    area: "cookies",
    title: "A renewed session is set for no script and no other site",
    why: SCRIPTS,
    control: "signIn",
    cost: "free",
    run: async (target) => {
      const session = (await cookiesSet(target)).filter((cookie) => /^[^=]*session/i.test(cookie));
      if (session.length === 0) throw new NotApplicable("the session was not renewed");
      return verdict(session, (cookie) => /;\s*httponly/i.test(cookie) && /;\s*samesite=(?:lax|strict)/i.test(cookie));
    },
  },
  {
    id: "cookies-fresh-csrf",
    area: "cookies",
    title: "Each visitor gets a sign-in token of their own",
    why: "A token that all share protects nobody from anybody (ASVS 5.0 3.5.1).",
    control: "signIn",
    cost: "free",
    run: async (target) => {
      const bodies = [await target.ask("/api/auth/csrf"), await target.ask("/api/auth/csrf")].map(({ body }) => body);
      return judge(
        bodies[0] !== bodies[1] && bodies.every((body) => body.length > 20),
        bodies[0] === bodies[1] ? "the same twice" : "two different ones",
      );
    },
  },
  {
    id: "cookies-no-stranger-session",
    area: "cookies",
    title: "Looking at a page makes nobody a session",
    why: "A session that comes by itself can be planted (ASVS 5.0 7.6.2, 7.2.4).",
    control: "signIn",
    cost: "free",
    run: async (target) => {
      const answers = [await target.ask("/"), await target.ask("/sign-in"), await target.ask("/api/auth/session")];
      const set = answers
        .flatMap(({ headers }) => headers.get("set-cookie") ?? [])
        .filter((cookie) => /^[^=]*session[^=]*=[^;]/i.test(cookie));
      return judge(set.length === 0, `${set.length} sessions set`);
    },
  },
];

export const cookies: Attack[] = [...flags, ...others];

function verdict(set: string[], holds: (cookie: string) => boolean): Verdict {
  const wrong = set.filter((cookie) => !holds(cookie)).map((cookie) => cookie.slice(0, cookie.indexOf("=")));
  const secrets = set.filter(isSecret).length;
  return judge(
    wrong.length === 0,
    wrong.length > 0 ? `not so: ${wrong.join(", ")}` : `${set.length} cookies, ${secrets} of them secret`,
  );
}
