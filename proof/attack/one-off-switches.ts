/** The safeguards by name: how to switch each one off, where to look, and an attack that must then get through. */
import { chatBody } from "./profile.ts";
import type { Patch } from "../../tests/support/app/app.ts";
import type { InstanceEnv } from "../../tests/support/app/instance.ts";
import { base64url } from "./forge.ts";
import type { Answered, Fields, Keys, Off, Passed } from "./one-off-proxy.ts";

export type Switch = {
  safeguard: string;
  /** The attacks that look there, by the beginnings of their ids. */
  look: string[];
  /** One that must name it. */
  named: string;
} & ({ off: Off } | { configuration: { env?: InstanceEnv; safeguards?: Patch } });

/** By configuration: each needs an app of its own. */
const CONFIGURED: Switch[] = [
  configured("request limits", ["limits-told", "limits-burst"], "limits-burst", {
    safeguards: { plans: { member: { requests: { "5m": 1_000_000 } } } },
  }),
  configured("client address from configured trust", ["limits-forged"], "limits-forged-x-forwarded-for", {
    env: { TRUSTED_PROXY: "1" },
    safeguards: { address: { requests: { "5m": 20 } }, plans: { member: { requests: { "5m": 100 } } } },
  }),
  configured("parallel replies", ["spending-parallel"], "spending-parallel", {
    safeguards: { plans: { member: { parallelReplies: 10_000 } } },
  }),
  configured("budgets", ["spending-budget-told"], "spending-budget-told", {
    safeguards: { plans: { member: { budgetUsd: { day: 1_000_000, month: 1_000_000 } } } },
  }),
  configured("token lifetime", ["tokens-lifetime"], "tokens-lifetime", {
    safeguards: { chatToken: { lifetimeSeconds: 300 } },
  }),
  configured("deadline of bodies", ["bodies-stalled", "bodies-dripping"], "bodies-stalled", {
    safeguards: { limits: { bodySeconds: 300 } },
  }),
  configured("size of bodies", ["bodies-oversized", "bodies-excess"], "bodies-excess-in-chunks", {
    safeguards: { limits: { bodyBytes: 8 * 1024 * 1024 } },
  }),
  configured("size of conversations", ["bodies-json-long-text"], "bodies-json-long-text", {
    safeguards: {
      models: { "gpt-6-luna": { contextTokens: 1_000_000 } },
      plans: { member: { maxInputTokens: 1_000_000 } },
    },
  }),
  configured("secret of one's own", ["sessions-well-known"], "sessions-well-known-secrets", {
    env: { NEXTAUTH_SECRET: "my-secret-key-my-secret-key-my-secret" },
  }),
];

/** By what a proxy does to requests and answers: one app serves all of them. */
const PROXIED: Switch[] = [
  proxied("sessions", ["sessions-", "middleware-path-"], "sessions-rubbish", {
    instead: (passed, { code }, keys) => (code === "not_signed_in" ? as(keys.memberCookie, passed, keys) : undefined),
  }),
  proxied("chat tokens", ["tokens-a", "tokens-e", "tokens-k", "tokens-n", "tokens-o", "tokens-t"], "tokens-absent", {
    instead: (passed, { code }, keys) =>
      code === "chat_token_invalid" ? as(cookieOf(passed), passed, keys) : undefined,
  }),
  proxied("single use of chat tokens", ["tokens-replay", "tokens-race"], "tokens-race", {
    instead: (passed, { code }, keys) => (code === "chat_token_used" ? as(cookieOf(passed), passed, keys) : undefined),
  }),
  proxied("tokens that differ", ["tokens-all-different"], "tokens-all-different", {
    answer: (answered, { path }) => (path === "/api/token" ? rewrite(answered, sameId) : answered),
  }),
  proxied("tokens kept out of caches", ["tokens-not-stored"], "tokens-not-stored", {
    headers: without("cache-control"),
  }),
  proxied("allowed models", ["models-"], "models-unknown", {
    instead: (passed, { code }, keys) => (code === "model_not_allowed" ? again(passed, keys, chatBody()) : undefined),
  }),
  proxied("closed set of fields", ["knobs-"], "knobs-tools", {
    instead: (passed, { code }, keys) =>
      code === "invalid_request" ? again(passed, keys, knownFields(passed)) : undefined,
  }),
  proxied("closed set of roles and parts", ["roles-"], "roles-system", {
    instead: (passed, { code }, keys) => (code === "invalid_request" ? again(passed, keys, chatBody()) : undefined),
  }),
  proxied("strict decoding", ["encodings-u", "encodings-overlong", "encodings-prototype"], "encodings-overlong", {
    instead: (passed, { code }, keys) =>
      code === "invalid_request"
        ? again(passed, keys, chatBody(passed.body.toString("latin1").slice(0, 100)))
        : undefined,
  }),
  proxied("strict JSON", ["bodies-json-"], "bodies-json-trailing-comma", {
    instead: (passed, { code }, keys) => (code === "invalid_request" ? again(passed, keys, chatBody()) : undefined),
  }),
  proxied("type of bodies", ["bodies-type-", "bodies-coded-"], "bodies-type-charset", {
    request: (passed) => changed(passed, { "content-type": "application/json", "content-encoding": undefined }),
  }),
  proxied("same origin", ["cross-site-"], "cross-site-token-origin-foreign", {
    request: (passed) => changed(passed, { origin: undefined, "sec-fetch-site": undefined }),
  }),
  proxied("closed to other origins", ["cors-"], "cors-usage", {
    headers: (headers, { headers: { origin } }) => ({
      ...headers,
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
    }),
  }),
  proxied("content security policy", ["headers-"], "headers-csp", { headers: without("content-security-policy") }),
  proxied("fresh nonces", ["headers-"], "headers-fresh-nonce", { answer: (answered) => sameNonce(answered) }),
  proxied("headers against guessing and framing", ["headers-"], "headers-nosniff", {
    headers: without("x-content-type-options", "x-frame-options", "referrer-policy", "permissions-policy"),
  }),
  proxied("namelessness", ["headers-"], "headers-powered-by", {
    headers: (headers) => ({ ...headers, "x-powered-by": "Next.js", server: "nginx/1.2.3" }),
  }),
  proxied("one shape of refusals", ["errors-"], "errors-shape-stranger", {
    answer: (answered) => (answered.status >= 400 ? page(answered, new Error("no").stack) : answered),
  }),
  proxied("closed set of methods", ["middleware-method-"], "middleware-method-put", {
    answer: (answered) => (answered.code === "method_not_allowed" ? { ...answered, status: 200 } : answered),
  }),
  proxied("deafness to the framework's own headers", ["middleware-subrequest"], "middleware-subrequest-five", {
    request: (passed, keys) =>
      passed.headers["x-middleware-subrequest"] ? as(keys.memberCookie, passed, keys) : passed,
  }),
  proxied("one spelling of addresses", ["middleware-path-"], "middleware-path-double-slash", {
    request: (passed, keys) => tidied(passed, keys),
  }),
  proxied("pages for the signed-in", ["middleware-page-"], "middleware-page-rsc-header", {
    request: (passed, keys) =>
      passed.path.startsWith("/api/") ? passed : changed(passed, { cookie: keys.memberCookie }),
  }),
  proxied("admin's rights", ["admin-stranger", "admin-member"], "admin-member-usage", {
    request: (passed, keys) =>
      passed.path.startsWith("/api/admin/") ? changed(passed, { cookie: keys.adminCookie }) : passed,
  }),
  proxied("grants by the owner alone", ["grants-"], "grants-member-credit", {
    request: (passed, keys) =>
      passed.path.startsWith("/api/admin/users/") ? changed(passed, { cookie: keys.adminCookie }) : passed,
  }),
  proxied("scheduled jobs behind a secret", ["admin-cron"], "admin-cron-open", {
    answer: (answered, { path }) => (path.startsWith("/api/cron/") ? { ...answered, status: 200 } : answered),
  }),
  proxied("a sign-in of few addresses", ["sign-in-"], "sign-in-log-error", {
    answer: (answered, { path }) =>
      path.startsWith("/api/auth/") && answered.status === 404 ? { ...answered, status: 200 } : answered,
  }),
  proxied("redirects that stay", ["redirects-"], "redirects-sign-in-absolute", {
    headers: (headers, { path }) => redirected(headers, path),
  }),
  proxied("cookie flags", ["cookies-"], "cookies-http-only", {
    headers: (headers) => ({
      ...headers,
      "set-cookie": [headers["set-cookie"] ?? []]
        .flat()
        .map((one) => one.replace(/;\s*(?:HttpOnly|SameSite=\w+)/gi, "")),
    }),
  }),
  proxied("sign-in tokens of one's own", ["cookies-fresh"], "cookies-fresh-csrf", {
    answer: (answered, { path }) =>
      path === "/api/auth/csrf" ? rewrite(answered, () => '{"csrfToken":"the-same-token-for-everyone"}') : answered,
  }),
  proxied("keys kept out of scripts", ["leaks-no-"], "leaks-no-key", {
    answer: (answered, { path }) =>
      path.endsWith(".js")
        ? rewrite(answered, (text) => `${text}\n"${["sk", "proj", "leaked".repeat(6)].join("-")}"`)
        : answered,
  }),
  proxied("source kept back", ["leaks-"], "leaks-source-maps", {
    answer: (answered, { path }) => (/\.map$|\.env/.test(path) ? { ...answered, status: 200 } : answered),
  }),
  proxied("quiet health", ["leaks-health"], "leaks-health", {
    answer: (answered, { path }) =>
      path === "/api/health" ? rewrite(answered, () => '{"status":"ok","redis":"7.2.1"}') : answered,
  }),
  proxied("escaped streams", ["stream-"], "stream-lines", {
    stream: (text) => text.replaceAll("\\n", "\n"),
  }),
  proxied("silence about the provider", ["stream-"], "stream-provider-headers", {
    headers: (headers) => ({ ...headers, "openai-organization": "org-of-the-owner" }),
  }),
  proxied("limits told in headers", ["stream-limits", "limits-headers"], "stream-limits-told", {
    headers: without("ratelimit", "ratelimit-policy"),
  }),
  proxied("leaving is noticed", ["spending-place"], "spending-place-comes-back", { deafToLeaving: true }),
  proxied("holds count as spent", ["spending-holds", "spending-left"], "spending-holds-count", {
    answer: (answered, { path }) =>
      path === "/api/usage"
        ? rewrite(answered, (text) => text.replace(/"usedMicroUsd":\d+/g, '"usedMicroUsd":0'))
        : answered,
  }),
];

export const SWITCHES: Switch[] = [...CONFIGURED, ...PROXIED];

function configured(
  safeguard: string,
  look: string[],
  named: string,
  configuration: { env?: InstanceEnv; safeguards?: Patch },
): Switch {
  return { safeguard, look, named, configuration };
}

function proxied(safeguard: string, look: string[], named: string, off: Off): Switch {
  return { safeguard, look, named, off };
}

function changed(passed: Passed, headers: Fields): Passed {
  return { ...passed, headers: { ...passed.headers, ...headers } };
}

/** The same request, with this session and a fresh token of it. */
async function as(cookie: string, passed: Passed, keys: Keys): Promise<Passed> {
  return changed(passed, { cookie, "x-chat-token": await keys.token(cookie) });
}

async function again(passed: Passed, keys: Keys, body: unknown): Promise<Passed> {
  return { ...(await as(cookieOf(passed), passed, keys)), body: Buffer.from(JSON.stringify(body)) };
}

function cookieOf({ headers }: Passed): string {
  return headers.cookie?.toString() ?? "";
}

function knownFields({ body }: Passed): Record<string, unknown> {
  const { id, messages, trigger } = JSON.parse(body.toString()) as Record<string, unknown>;
  return { id, messages, trigger };
}

/** A gate that knows exact addresses only, in front of a server that knows what is meant. */
function tidied(passed: Passed, keys: Keys): Passed {
  const path = passed.path.replace(/\/+/g, "/").toLowerCase();
  return path === passed.path ? passed : changed({ ...passed, path }, { cookie: keys.memberCookie });
}

function rewrite(answered: Answered, change: (text: string) => string): Answered {
  return { ...answered, body: Buffer.from(change(answered.body.toString())) };
}

function page(answered: Answered, text = ""): Answered {
  return { ...answered, headers: { "content-type": "text/html" }, body: Buffer.from(text) };
}

function sameId(text: string): string {
  const [head, , signature] = text.split(".");
  return [head, base64url('{"jti":"1"}'), signature].join(".");
}

function sameNonce(answered: Answered): Answered {
  const policy = answered.headers["content-security-policy"]?.toString();
  const nonce = /'nonce-([^']+)'/.exec(policy ?? "")?.[1];
  if (policy === undefined || nonce === undefined) return answered;
  const fixed = (text: string) => text.replaceAll(nonce, "the-same-nonce-for-everyone");
  return { ...rewrite(answered, fixed), headers: { ...answered.headers, "content-security-policy": fixed(policy) } };
}

function without(...names: string[]): (headers: Fields) => Fields {
  return (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function redirected(headers: Fields, path: string): Fields {
  const asked = new URLSearchParams(path.split("?")[1]).get("callbackUrl");
  return asked !== null && URL.canParse(asked) ? { ...headers, location: asked } : headers;
}
