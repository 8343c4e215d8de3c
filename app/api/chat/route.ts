/** One reply: who asks, what for, may they spend it, and the answer. */
import { requireChatUser } from "@/lib/auth/require-user.ts";
import { parseChatRequest } from "@/lib/chat/chat-request.ts";
import { streamReply } from "@/lib/chat/reply.ts";
import { answer } from "@/lib/http/answer.ts";
import { reserve } from "@/lib/usage/reserve.ts";

export const maxDuration = 300;

export function POST(request: Request): Promise<Response> {
  return answer(request, async () => {
    const user = await requireChatUser(request);
    const input = await parseChatRequest(request, user);
    const hold = await reserve(user, input);
    return streamReply(input, hold, request.signal);
  });
}
