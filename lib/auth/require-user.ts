/** The signed-in user, for routes: every check that lets someone in is made again here, whatever the gate has done. */
import { Refusal } from "../errors.ts";
import { type ChatToken, verifyChatToken } from "./chat-token.ts";
import { requireReceipt } from "./receipt.ts";
import { requireSameOrigin } from "../http/require-same-origin.ts";
import { identify, type Identity, type User } from "./identify.ts";
import { type KnownUser, withStanding } from "./standing.ts";

export type ChatUser = User & { chatToken: ChatToken };

/**
 * @throws Refusal `not_signed_in`, also when the session was ended; `forbidden` for a foreign origin and for whoever may not come in;
 * `store_unavailable`
 */
export async function requireUser(request: Request): Promise<KnownUser> {
  return withStanding(await requireIdentity(request));
}

/** @throws Refusal also `forbidden` for anyone who is not an admin */
export async function requireAdmin(request: Request): Promise<KnownUser> {
  const identity = await requireIdentity(request);
  if (!identity.isAdmin) throw new Refusal("forbidden");
  return withStanding(identity);
}

/**
 * Asks the store nothing: the chat token carries the plan, and the reservation looks at grant and session in its own round trip.
 * @throws Refusal also `chat_token_invalid`, or `forbidden` when the request came past the gate
 */
export async function requireChatUser(request: Request): Promise<ChatUser> {
  const identity = await requireIdentity(request);
  const { holder, ...chatToken } = await verifyChatToken(request.headers, identity.id);
  await requireReceipt(request.headers, chatToken.id);
  return { ...identity, plan: holder.plan, basePlan: holder.basePlan, chatToken };
}

async function requireIdentity({ headers, method }: Request): Promise<Identity> {
  if (method !== "GET") requireSameOrigin(headers);
  const identity = await identify(headers);
  if (!identity) throw new Refusal("not_signed_in");
  return identity;
}
