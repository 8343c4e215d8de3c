/** Session forgery: every way to look signed in without being it. */
import type { Attack } from "../attack.ts";
import { base64url, forgeJwt, forgeSession } from "../forge.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import { refusedAs } from "../judge.ts";
import type { Target } from "../target.ts";
import { held, type Verdict } from "../verdict.ts";

const FORGED = "Whoever can make a session up is everybody (OWASP API2:2023, ASVS 5.0 7.2.1, 9.1.1).";
const ALGORITHM = "A token that names its own algorithm chooses its own lock (ASVS 5.0 9.1.2, 9.1.3).";
const ELSEWHERE =
  "One way in is one thing to guard; every further place that is read for a session is a second door (ASVS 5.0 7.2.1).";
const ASSERTED = "Headers that a front end would set can be set by anyone (ASVS 5.0 4.1.3, OWASP API2:2023).";

const CLAIMS = { sub: "attacker", name: "Attacker", email: "attacker@example.com" };
/** What starters and tutorials leave in their example files. */
const WELL_KNOWN = [
  "",
  "secret",
  "changeme",
  "your-secret-here",
  "supersecret",
  "nextauth-secret",
  "NEXTAUTH_SECRET",
  "development",
  "my-secret-key-my-secret-key-my-secret",
];

type Make = (target: Target) => HeaderFields | Promise<HeaderFields>;
type Row = [id: string, title: string, why: string, make: Make];

const session = ({ accounts }: Target, value: string): HeaderFields => ({
  cookie: `${nameOf(accounts[0]?.cookie)}=${value}`,
});

const STRANGERS: Row[] = [
  ["none", "No session at all", FORGED, () => ({})],
  ["empty", "An empty session", FORGED, (target) => session(target, "")],
  ["rubbish", "A session of rubbish", FORGED, (target) => session(target, "AAAA.BBBB.CCCC.DDDD.EEEE")],
  [
    "alg-none",
    "A session signed with the algorithm none",
    ALGORITHM,
    (target) => session(target, forgeJwt({ alg: "none" }, CLAIMS)),
  ],
  [
    "alg-none-cased",
    "A session signed with the algorithm nOnE",
    ALGORITHM,
    (target) => session(target, forgeJwt({ alg: "nOnE" }, CLAIMS)),
  ],
  [
    "hs256-empty",
    "A session signed with an empty key",
    ALGORITHM,
    (target) => session(target, forgeJwt({ alg: "HS256" }, CLAIMS, "")),
  ],
  [
    "hs256-weak",
    "A session signed with the word secret",
    ALGORITHM,
    (target) => session(target, forgeJwt({ alg: "HS256" }, CLAIMS, "secret")),
  ],
  [
    "jwe-empty-key",
    "An encrypted header without an encrypted key",
    ALGORITHM,
    (target) => session(target, `${base64url('{"alg":"dir","enc":"A256GCM"}')}....`),
  ],
  [
    "expired",
    "A session of another service, long expired",
    FORGED,
    async (target) => session(target, await forgeSession("elsewhere", CLAIMS, -3_600)),
  ],
  ["json", "A session of plain JSON", FORGED, (target) => session(target, encodeURIComponent(JSON.stringify(CLAIMS)))],
  [
    "chunked",
    "A session in pieces, all of rubbish",
    FORGED,
    () => ({ cookie: "next-auth.session-token.0=AAAA.BBBB; next-auth.session-token.1=.CCCC" }),
  ],
  [
    "prototype",
    "A cookie named __proto__",
    "Cookies parsed into an object can reach its prototype (ASVS 5.0 15.3.6).",
    () => ({ cookie: "__proto__=x; constructor=x; next-auth.session-token=__proto__" }),
  ],
  [
    "many-cookies",
    "A thousand cookies",
    "A parser that gives up must not let in.",
    () => ({ cookie: Array.from({ length: 1_000 }, (_, at) => `c${at}=1`).join("; ") }),
  ],
  ["bearer-rubbish", "A bearer token of rubbish", ELSEWHERE, () => ({ authorization: "Bearer AAAA.BBBB.CCCC" })],
  [
    "basic",
    "A name and a password",
    ELSEWHERE,
    () => ({ authorization: `Basic ${Buffer.from("admin:admin").toString("base64")}` }),
  ],
  [
    "user-header",
    "A user in a header",
    ASSERTED,
    () => ({ "x-user-id": "1", "x-user": "admin", "x-authenticated-user": "admin" }),
  ],
  [
    "forwarded-user",
    "A user in a proxy's header",
    ASSERTED,
    () => ({ "x-forwarded-user": "admin", "x-forwarded-email": "admin@example.com", "remote-user": "admin" }),
  ],
  [
    "client-certificate",
    "A client certificate in a header",
    ASSERTED,
    () => ({ "x-ssl-client-verify": "SUCCESS", "x-client-cert": "CN=admin" }),
  ],
  [
    "forwarded-for-local",
    "The server's own address as the sender",
    ASSERTED,
    () => ({ "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" }),
  ],
];

const HOLDERS: Row[] = [
  [
    "truncated",
    "A real session without its last ten characters",
    FORGED,
    ({ one }) => ({ cookie: one.cookie.slice(0, -10) }),
  ],
  ["changed", "A real session with one character changed", FORGED, ({ one }) => ({ cookie: changed(one.cookie) })],
  ["longer", "A real session with something after it", FORGED, ({ one }) => ({ cookie: `${one.cookie}.AAAA` })],
  [
    "other-name",
    "A real session under another cookie's name",
    ELSEWHERE,
    ({ one }) => ({ cookie: `session=${valueOf(one.cookie)}; token=${valueOf(one.cookie)}` }),
  ],
  [
    "name-in-capitals",
    "A real session under its name in capitals",
    ELSEWHERE,
    ({ one }) => ({ cookie: `${nameOf(one.cookie).toUpperCase()}=${valueOf(one.cookie)}` }),
  ],
  [
    "bearer",
    "A real session as a bearer token",
    ELSEWHERE,
    ({ one }) => ({ authorization: `Bearer ${valueOf(one.cookie)}` }),
  ],
  [
    "in-header",
    "A real session in a header of another name",
    ELSEWHERE,
    ({ one }) => ({ "x-session-token": valueOf(one.cookie), "next-auth.session-token": valueOf(one.cookie) }),
  ],
  [
    "chat-token",
    "A chat token in place of the session",
    "A token for one purpose must not open another door (ASVS 5.0 9.2.2).",
    async ({ one }) => ({ cookie: `${nameOf(one.cookie)}=${await one.token()}` }),
  ],
];

const swapped: Attack = {
  id: "sessions-swapped",
  area: "sessions",
  title: "Halves of two sessions make no third",
  why: FORGED,
  control: "entry",
  cost: "free",
  run: async (target) => {
    const mine = target.one.cookie.split(".");
    const theirs = target.two.cookie.split(".");
    return notSignedIn(target, { cookie: [...mine.slice(0, -2), ...theirs.slice(-2)].join(".") });
  },
};

const wellKnown: Attack = {
  id: "sessions-well-known-secrets",
  area: "sessions",
  title: "A session made with a secret out of an example file opens nothing",
  why: "A secret that a tutorial printed is no secret (ASVS 5.0 13.2.3, 9.1.1).",
  control: "entry",
  cost: "free",
  run: async (target) => {
    for (const secret of WELL_KNOWN) {
      const verdict = await notSignedIn(target, session(target, await forgeSession(secret, CLAIMS)));
      if (!verdict.held) return { held: false, detail: `${verdict.detail} with the secret ${JSON.stringify(secret)}` };
    }
    return held(`${WELL_KNOWN.length} secrets tried`);
  },
};

const fromRows = (rows: Row[]): Attack[] =>
  rows.map(([id, title, why, make]) => ({
    id: `sessions-${id}`,
    area: "sessions",
    title: `${title} is not signed in`,
    why,
    control: "entry",
    cost: "free",
    run: async (target) => notSignedIn(target, await make(target)),
  }));

export const sessions: Attack[] = [...fromRows(STRANGERS), ...fromRows(HOLDERS), swapped, wellKnown];

async function notSignedIn(target: Target, headers: HeaderFields): Promise<Verdict> {
  const { profile, stranger } = target;
  const answer = profile.isStarter
    ? await target.ask("/api/usage", { headers })
    : await stranger.offerAnyway({ headers });
  return refusedAs(answer, "not_signed_in");
}

function nameOf(cookie = "next-auth.session-token="): string {
  return cookie.slice(0, cookie.indexOf("="));
}

function valueOf(cookie: string): string {
  return cookie.slice(cookie.indexOf("=") + 1);
}

function changed(cookie: string): string {
  const at = cookie.length - 20;
  return cookie.slice(0, at) + (cookie[at] === "A" ? "B" : "A") + cookie.slice(at + 1);
}
