/** One table of doors, each a list of checks, cheapest first. No other address exists under /api. */
import { accountOf, identify, type User } from "../auth/identify.ts";
import { Refusal } from "../errors.ts";
import { type HeldChatToken, readChatToken } from "./chat-token.ts";
import { RECEIPT_HEADER, signReceipt } from "./receipt.ts";
import { countRequest } from "./request-limits.ts";
import { requireDeclaredLength, requireJson } from "./require-json.ts";
import { requireSameOrigin } from "./require-same-origin.ts";

/** Headers that an admitted request carries on to its route, and that its answer carries back. */
export type Pass = { request?: Record<string, string>; response?: Record<string, string> };
type Door = (headers: Headers) => Pass | Promise<Pass>;

const DOORS: Record<string, Record<string, Door>> = {
  "/api/chat": { POST: chatDoor },
  "/api/token": { POST: tokenDoor },
  "/api/usage": { GET: openDoor },
  "/api/health": { GET: openDoor },
  "/api/admin/usage": { GET: openDoor },
  "/api/cron/reconcile": { GET: ownDoor },
  "/api/admin/pause": { PUT: adminDoor },
  "/api/admin/users/*": { PUT: adminDoor },
};

/** next-auth's own addresses: it answers what does not exist there. Providers come back by GET, from their own origin. */
const SIGN_IN: Record<string, Door> = { GET: openDoor, POST: ownDoor };

/** @throws Refusal `not_found`, `method_not_allowed` */
export function doorFor(pathname: string, method: string): Door {
  const doors = pathname.startsWith("/api/auth/")
    ? SIGN_IN
    : (DOORS[pathname] ?? DOORS[pathname.replace(/[^/]+$/, "*")]);
  if (!doors) throw new Refusal("not_found");
  const door = doors[method === "HEAD" ? "GET" : method];
  if (!door) throw new Refusal("method_not_allowed", { headers: { allow: Object.keys(doors).join(", ") } });
  return door;
}

async function chatDoor(headers: Headers): Promise<Pass> {
  requireSameOrigin(headers);
  requireJson(headers);
  requireDeclaredLength(headers);
  const { id, holder } = await requireChatToken(headers);
  const account = accountOf(holder.id, holder.isGuest, headers);
  const response = await countRequest("chat", { account, plan: holder.plan }, headers);
  return { request: { [RECEIPT_HEADER]: await signReceipt(id) }, response };
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
  const user = await requireSignedIn(headers);
  return { response: await countRequest("token", user, headers) };
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

async function requireSignedIn(headers: Headers): Promise<User> {
  const user = await identify(headers);
  if (!user) throw new Refusal("not_signed_in");
  return user;
}
