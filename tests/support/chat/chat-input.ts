/** What the route hands to a reply: one question of a member, without tools. */
import type { ChatInput } from "../../../lib/chat/chat-input.ts";
import { chatUser } from "../users.ts";

export function chatInput(difference: Partial<ChatInput> = {}): ChatInput {
  return {
    requestId: "request-1",
    user: chatUser(),
    model: "gpt-6-luna",
    turns: [{ role: "user", content: "Hello?" }],
    leftOut: 0,
    tools: [],
    maxSteps: 1,
    texts: ["Hello?"],
    images: 0,
    maxOutputTokens: 64,
    ...difference,
  };
}
