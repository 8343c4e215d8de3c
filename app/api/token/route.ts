/** A chat token for whoever is signed in. */
import { requireUser } from "@/lib/auth/require-user.ts";
import { issueChatToken } from "@/lib/auth/chat-token.ts";
import { answer } from "@/lib/http/answer.ts";

export function POST(request: Request): Promise<Response> {
  return answer(request, async () => {
    const user = await requireUser(request);
    return Response.json(await issueChatToken(user), { headers: { "cache-control": "no-store" } });
  });
}
