/** Requests ready to be sent: the guarded ones each with a session and a chat token of its own, signed before the clock runs. */
import { issueChatToken } from "../../lib/auth/chat-token.ts";
import { chatBody, type Visitor } from "../../tests/support/client.ts";
import { memberCookie } from "../../tests/support/session.ts";
import type { Shot } from "./load.ts";
import { SPENT } from "./stage.ts";

const USERS = 64;

type SignedIn = Visitor & { sub: string };
let visitors: SignedIn[] = [];

export async function signIn(origin: string): Promise<void> {
  const subs = Array.from({ length: USERS }, (_, at) => `bench-${at}`);
  visitors = await Promise.all(subs.map(async (sub) => ({ sub, origin, cookie: await memberCookie({ sub }) })));
}

/** From the same users as the guarded ones; only one rival looks at who asks. */
export function rivalShots(path: string, count: number, wish: string): Shot[] {
  const body = JSON.stringify({ text: wish });
  const shots = visitors.map(({ cookie }) => ({ path, headers: { "content-type": "application/json", cookie }, body }));
  return Array.from({ length: count }, (_, at) => shots[at % USERS]).filter((one) => one !== undefined);
}

/** @param messages how long the conversation already is */
export async function guardedShots(count: number, wish: string, messages = 1): Promise<Shot[]> {
  const body = JSON.stringify(longBody(wish, messages));
  const takers = Array.from({ length: count }, (_, at) => visitors[at % USERS]).filter((one) => one !== undefined);
  return Promise.all(
    takers.map(async (visitor) =>
      guardedShot(
        visitor,
        (await issueChatToken({ id: visitor.sub, account: visitor.sub, plan: "member", basePlan: "member" })).token,
        body,
      ),
    ),
  );
}

export async function replayedShots(count: number, wish: string): Promise<Shot[]> {
  const [shot] = await guardedShots(1, wish);
  return Array.from({ length: count }, () => shot).filter((one) => one !== undefined);
}

/** From a user whose plan has room for one. */
export async function overLimitShots(count: number): Promise<Shot[]> {
  const [visitor] = visitors;
  if (!visitor) throw new Error("Nobody has signed in");
  const spent = { ...visitor, cookie: await memberCookie({ sub: SPENT }) };
  const { token } = await issueChatToken({ id: SPENT, account: SPENT, plan: "admin", basePlan: "admin" });
  const shot = guardedShot(spent, token, JSON.stringify(chatBody("bench 24")));
  return Array.from({ length: count }, () => shot);
}

export function forgedShots(count: number): Shot[] {
  const [visitor] = visitors;
  if (!visitor) throw new Error("Nobody has signed in");
  const shot = guardedShot(visitor, "eyJhbGciOiJIUzI1NiJ9.e30.forged", JSON.stringify(chatBody("bench 24")));
  return Array.from({ length: count }, () => shot);
}

function guardedShot({ origin, cookie }: Visitor, token: string, body: string): Shot {
  const headers = { "content-type": "application/json", origin, cookie, "x-chat-token": token };
  return { path: "/api/chat", headers, body };
}

function longBody(wish: string, messages: number): Record<string, unknown> {
  const said = Array.from({ length: messages - 1 }, (_, at) => ({
    id: `m${at}`,
    role: at % 2 ? "assistant" : "user",
    parts: [{ type: "text", text: "An earlier message of some twenty words, as conversations have them. ".repeat(2) }],
  }));
  const { messages: last, ...rest } = chatBody(wish) as { messages: object[] };
  return { ...rest, messages: [...said, ...last] };
}
