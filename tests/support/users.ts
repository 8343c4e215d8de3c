/** A signed-in user as the routes know one. */
import type { ChatUser } from "../../lib/auth/require-user.ts";

export function chatUser(difference: Partial<ChatUser> = {}): ChatUser {
  const { account = "github:1" } = difference;
  return {
    id: account,
    name: "Ada",
    email: null,
    plan: "member",
    basePlan: difference.plan ?? "member",
    isAdmin: false,
    isGuest: false,
    account,
    signedInAt: 1,
    claims: { sub: account },
    chatToken: { id: crypto.randomUUID(), expiresAtMs: Date.now() + 10_000 },
    ...difference,
  };
}
