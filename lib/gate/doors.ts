/** One table of doors, each a list of checks, cheapest first. No other address exists under /api. */
import { accountOf } from "../auth/identify.ts";
import { Refusal } from "../errors.ts";
import { type HeldChatToken, readChatToken } from "../auth/chat-token.ts";
import { RECEIPT_HEADER, signReceipt } from "../auth/receipt.ts";
import { lookUpPlan } from "../auth/look-up-plan.ts";
import { countRequest } from "./request-limits.ts";
import { requireDeclaredLength, requireJson } from "../http/require-json.ts";
import { mostChatBytes } from "../safeguards.ts";
import { ownersDoor, ownersJsonDoor } from "./owners-doors.ts";
import { type Door, type Pass, requireSignedIn } from "./pass.ts";
import { requireSameOrigin } from "../http/require-same-origin.ts";

const DOORS: Record<string, Record<string, Door>> = {
  "/api/chat": { POST: chatDoor },
  "/api/token": { POST: tokenDoor },
  "/api/usage": { GET: openDoor },
  "/api/health": { GET: openDoor },
  "/api/admin/usage": { GET: openDoor },
  "/api/cron/reconcile": { GET: ownDoor },
  "/api/admin/pause": { PUT: adminDoor },
  "/api/admin/users/*": { GET: ownersDoor, PUT: ownersJsonDoor },
  "/api/admin/users/*/credit": { POST: ownersJsonDoor },
  "/api/admin/users/*/sign-out": { POST: ownersDoor },
  "/api/session/end-all": { POST: tokenDoor },
  // Of next-auth's addresses those that our pages use. Which providers there are is the route's to say.
  "/api/auth/csrf": { GET: openDoor },
  "/api/auth/error": { GET: openDoor },
  "/api/auth/providers": { GET: openDoor },
  "/api/auth/session": { GET: openDoor },
  "/api/auth/signin": { GET: openDoor },
  "/api/auth/signin/*": { POST: ownDoor },
  "/api/auth/signout": { GET: openDoor, POST: ownDoor },
  // Visitors come back from a provider by GET, and from another origin.
  "/api/auth/callback/*": { GET: openDoor, POST: ownDoor },
};

/** @throws Refusal `not_found`, `method_not_allowed` */
export function doorFor(pathname: string, method: string): Door {
  const doors =
    DOORS[pathname] ?? DOORS[pathname.replace(/[^/]+$/, "*")] ?? DOORS[pathname.replace(/[^/]+(\/[^/]+)$/, "*$1")];
  if (!doors || !isDecodable(pathname)) throw new Refusal("not_found");
  const door = doors[method === "HEAD" ? "GET" : method];
  if (!door) throw new Refusal("method_not_allowed", { headers: { allow: Object.keys(doors).join(", ") } });
  return door;
}

/** The framework fails where a part of an address that it hands to a route cannot be decoded. */
function isDecodable(pathname: string): boolean {
  try {
    return decodeURIComponent(pathname) !== "";
  } catch {
    return false;
  }
}

async function chatDoor(headers: Headers): Promise<Pass> {
  requireSameOrigin(headers);
  requireJson(headers);
  requireDeclaredLength(headers, mostChatBytes());
  const { id, holder } = await requireChatToken(headers);
  requireDeclaredLength(headers, mostChatBytes(holder.plan));
  const account = accountOf(holder.id, holder.isGuest, headers);
  // Signed meanwhile, and handed over only when the request was counted.
  const [response, receipt] = await Promise.all([
    countRequest("chat", { account, plan: holder.plan }, headers),
    signReceipt(id),
  ]);
  return { request: { [RECEIPT_HEADER]: receipt }, response };
}

/** The token proves a session seconds old, so the session is opened once, by the route, which checks that it is the same user's. */
async function requireChatToken(headers: Headers): Promise<HeldChatToken> {
  try {
    return await readChatToken(headers);
  } catch (error) {
    // Whoever is not signed in is told so first.
    await requireSignedIn(headers);
    throw error;
  }
}

async function tokenDoor(headers: Headers): Promise<Pass> {
  requireSameOrigin(headers);
  const { account, claims } = await requireSignedIn(headers);
  // By the base plan, which needs no round trip: what is granted says how many messages there may be, and each has many tokens.
  return { response: await countRequest("token", { account, plan: await lookUpPlan(claims) }, headers) };
}

/** Who is an admin is the route's to say: the gate only keeps out what nobody may send. */
async function adminDoor(headers: Headers): Promise<Pass> {
  requireSameOrigin(headers);
  requireJson(headers);
  requireDeclaredLength(headers);
  await requireSignedIn(headers);
  return {};
}

/** For our own pages and for programs, never for other sites' pages. */
function ownDoor(headers: Headers): Pass {
  requireSameOrigin(headers);
  return {};
}

function openDoor(): Pass {
  return {};
}
