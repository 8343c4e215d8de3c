/** The signed-in user, for routes: every check that lets someone in is made again here, whatever the gate has done. */
import "server-only";

import { Refusal } from "../errors.ts";
import { type ChatToken, verifyChatToken } from "../gate/chat-token.ts";
import { requireReceipt } from "../gate/receipt.ts";
import { requireSameOrigin } from "../gate/require-same-origin.ts";
import { identify, type User } from "./identify.ts";

export type ChatUser = User & { chatToken: ChatToken };

/** @throws Refusal `not_signed_in`, or `forbidden` for a foreign origin */
export async function requireUser({ headers, method }: Request): Promise<User> {
  if (method !== "GET") requireSameOrigin(headers);
  const user = await identify(headers);
  if (!user) throw new Refusal("not_signed_in");
  return user;
}

/** @throws Refusal also `forbidden` for anyone who is not an admin */
export async function requireAdmin(request: Request): Promise<User> {
  const user = await requireUser(request);
  if (user.plan !== "admin") throw new Refusal("forbidden");
  return user;
}

/** @throws Refusal also `chat_token_invalid`, or `forbidden` when the request came past the gate */
export async function requireChatUser(request: Request): Promise<ChatUser> {
  const user = await requireUser(request);
  const chatToken = await verifyChatToken(request.headers, user.id);
  await requireReceipt(request.headers, chatToken.id);
  return { ...user, chatToken };
}
