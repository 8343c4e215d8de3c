/** What a request asks for, once it is typed: lib/chat/chat-request.ts makes it, and a provider is asked for it. */
import "server-only";

import type { ModelCall } from "../usage/worst-case.ts";

export type Turn = { role: "user" | "assistant"; content: string };

export type ChatInput = ModelCall & { turns: Turn[] };
