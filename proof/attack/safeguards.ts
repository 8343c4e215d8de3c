/** The safeguards that the attacks look for: what it means to lack one, which file of ours shows how it is done, and its attacks. */
import type { Missing, Result } from "./report.ts";

/** @property attacks the beginnings of their ids; the longest that fits counts */
export type Safeguard = Missing & { attacks: string[] };

export const SAFEGUARDS: Safeguard[] = [
  {
    name: "session",
    means: "Anyone gets replies, with an invented session or with none.",
    see: "lib/auth/session.ts",
    attacks: ["sessions-"],
  },
  {
    name: "checks behind the gate",
    means: "A header that the framework uses for itself leads past the gate, and nothing behind it asks again.",
    see: "lib/auth/receipt.ts",
    attacks: ["middleware-"],
  },
  {
    name: "one spelling of addresses",
    means: "Another spelling of an address reaches what its own spelling protects.",
    see: "lib/gate/doors.ts",
    attacks: ["middleware-path-"],
  },
  {
    name: "pages for the signed-in",
    means: "A stranger is shown the page by asking for it in another form.",
    see: "lib/gate/admit-page.ts",
    attacks: ["middleware-page-"],
  },
  {
    name: "closed set of methods",
    means: "Addresses answer methods that nobody meant.",
    see: "lib/gate/doors.ts",
    attacks: ["middleware-method-", "middleware-disguise-"],
  },
  {
    name: "one-time token",
    means: "A captured request can be sent again, and a script needs no page to ask.",
    see: "lib/auth/chat-token.ts",
    attacks: ["tokens-"],
  },
  {
    name: "same origin",
    means: "Another site's page can spend with a visitor's cookies.",
    see: "lib/http/require-same-origin.ts",
    attacks: ["cross-site-"],
  },
  {
    name: "closed to other origins",
    means: "Pages of other sites may read what is answered here.",
    see: "lib/http/answer.ts",
    attacks: ["cors-"],
  },
  {
    name: "strict HTTP",
    means: "Two servers in a row can disagree on where a request ends, or unfinished requests keep others waiting.",
    see: "lib/boot/http-server.ts",
    attacks: ["http-", "bodies-half-"],
  },
  {
    name: "plain JSON only",
    means: "A form of another site can send a question, because its type is not looked at.",
    see: "lib/http/require-json.ts",
    attacks: ["cross-site-form-", "bodies-type-", "bodies-coded-"],
  },
  {
    name: "size of bodies",
    means: "A body of any size is read before anyone decides about it.",
    see: "lib/http/read-body.ts",
    attacks: ["bodies-excess-", "bodies-flood", "bodies-oversized", "bodies-over-"],
  },
  {
    name: "deadline of bodies",
    means: "A body that never ends keeps a connection for as long as it likes.",
    see: "lib/boot/request-body.ts",
    attacks: ["bodies-stalled", "bodies-never", "bodies-dripping", "bodies-announced"],
  },
  {
    name: "strict bodies",
    means: "What is malformed is understood somehow, after the checks, or breaks the server.",
    see: "lib/chat/chat-request.ts",
    attacks: ["bodies-json-", "encodings-"],
  },
  {
    name: "input bound",
    means: "A conversation of any length is sent to the provider, who bills all of it.",
    see: "lib/chat/chat-input.ts",
    attacks: ["bodies-json-long-text", "bodies-json-many-"],
  },
  {
    name: "model allowlist",
    means: "The sender's choice of a model is taken, or silently replaced, when it is none that they may use.",
    see: "lib/chat/chat-input.ts",
    attacks: ["models-"],
  },
  {
    name: "closed set of fields",
    means: "Fields that cost money are taken from the sender, or it cannot be told that they are not.",
    see: "lib/chat/chat-request.ts",
    attacks: ["knobs-"],
  },
  {
    name: "closed set of roles and parts",
    means: "A sender writes the system's words, or sends parts that cost more than text.",
    see: "lib/chat/chat-request.ts",
    attacks: ["roles-"],
  },
  {
    name: "tools of the server alone",
    means: "A sender calls tools, invents their answers, or sends thousands of them.",
    see: "lib/chat/answer-parts.ts",
    attacks: ["tools-"],
  },
  {
    name: "pictures by their bytes",
    means: "A picture is taken for what it says it is: a page, a bomb, or an address for the server to fetch.",
    see: "lib/chat/pictures/check-picture.ts",
    attacks: ["pictures-"],
  },
  {
    name: "one shape of refusals",
    means: "Errors differ by what failed, and tell about the server's inside.",
    see: "lib/http/answer.ts",
    attacks: ["errors-"],
  },
  {
    name: "page policy",
    means: "Nothing is left to stop a script or an image that gets into a page.",
    see: "lib/gate/admit-page.ts",
    attacks: ["headers-"],
  },
  {
    name: "secrets kept inside",
    means: "What a browser can load holds secrets, source or the way to the provider.",
    see: "lib/env.ts",
    attacks: ["leaks-"],
  },
  {
    name: "owner's rights",
    means: "Anyone reaches what only the owner may see and do.",
    see: "lib/auth/require-owner.ts",
    attacks: ["admin-"],
  },
  {
    name: "pause",
    means: "Nobody can stop all spending at once, or anybody can.",
    see: "lib/operate/pause.ts",
    attacks: ["admin-stranger-pause", "admin-member-pause", "admin-member-post", "admin-member-climb"],
  },
  {
    name: "grants by the owner alone",
    means: "A user can give themselves a plan, a budget or credit.",
    see: "lib/gate/owners-doors.ts",
    attacks: ["grants-"],
  },
  {
    name: "a sign-in of few addresses",
    means: "The sign-in answers addresses and values that no page of it uses.",
    see: "lib/sign-in/sign-in-addresses.ts",
    attacks: ["sign-in-"],
  },
  {
    name: "redirects that stay",
    means: "A link to this service can end at an attacker's.",
    see: "lib/sign-in/next-auth-options.ts",
    attacks: ["redirects-"],
  },
  {
    name: "cookie flags",
    means: "Scripts or other sites get at the cookies of the sign-in.",
    see: "lib/http/cookies.ts",
    attacks: ["cookies-"],
  },
  {
    name: "escaped streams",
    means: "The words of a reply can write lines of the protocol, or tell about the owner's account.",
    see: "lib/chat/ui-stream.ts",
    attacks: ["stream-"],
  },
  {
    name: "limits told",
    means: "Nobody is told what is left or when to come back, so clients run into the limits again and again.",
    see: "lib/gate/rate-limit-headers.ts",
    attacks: ["stream-limits-told", "limits-headers", "limits-refusal"],
  },
  {
    name: "parallel cap",
    means: "Any number of replies run side by side, and outrun whatever counts them afterwards.",
    see: "lib/ledger/slots.ts",
    attacks: ["spending-parallel"],
  },
  {
    name: "budget",
    means: "There is no sum at which a user's spending ends.",
    see: "lib/ledger/reserve-script.ts",
    attacks: ["spending-budget-", "spending-never-", "spending-holds-", "money-"],
  },
  {
    name: "leaving is noticed",
    means: "A reply that nobody waits for goes on, or is not counted.",
    see: "lib/chat/reply.ts",
    attacks: ["spending-place-", "spending-left-"],
  },
  {
    name: "output bound",
    means: "One question can buy a reply of any length.",
    see: "lib/chat/output-bound.ts",
    attacks: ["spending-output-"],
  },
  {
    name: "per-user limit",
    means: "One account may ask as often as a script can.",
    see: "lib/gate/request-limits.ts",
    attacks: ["limits-"],
  },
  {
    name: "address limit",
    means: "Any number of accounts may ask from one address, or a header makes a new address.",
    see: "lib/auth/client-address.ts",
    attacks: ["limits-forged-", "limits-many-"],
  },
];

/** @throws when no safeguard is behind the attack, which is a mistake in this table */
export function safeguardOf(id: string): Safeguard {
  const fit = (prefix: string) => (id.startsWith(prefix) ? prefix.length : 0);
  const best = (one: Safeguard) => Math.max(...one.attacks.map(fit));
  const [first] = SAFEGUARDS.toSorted((a, b) => best(b) - best(a));
  if (!first || best(first) === 0) throw new Error(`No safeguard is behind the attack ${id}`);
  return first;
}

/** Those whose attacks apply here, and of which not one held. */
export function missingIn(results: Result[]): Missing[] {
  const byName = Map.groupBy(
    results.filter(({ held }) => held !== null),
    ({ id }) => safeguardOf(id).name,
  );
  return SAFEGUARDS.filter(({ name }) => byName.get(name)?.every(({ held }) => held === false)).map(
    ({ name, means, see }) => ({ name, means, see }),
  );
}
