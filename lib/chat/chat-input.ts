/** What a request asks for, once it is typed: lib/chat/chat-request.ts makes it, and a provider is asked for it. */
import "server-only";

import type { ModelCall } from "../usage/worst-case.ts";

export type Turn = { role: "user" | "assistant"; content: string };

/** `leftOut`: how many of the oldest turns the model does not see. */
export type ChatInput = ModelCall & { turns: Turn[]; leftOut: number };
