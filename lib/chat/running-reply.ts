/** What belongs to a reply while it runs, and to one call of the provider for it. */
import "server-only";

import type { Hold } from "../usage/hold.ts";
import type { CallDeadline } from "./call-deadline.ts";
import type { ChatInput } from "./chat-input.ts";
import type { ReplyDeadline } from "./reply-deadline.ts";
import type { ReplyPart } from "./provider/reply-parts.ts";
import type { ReplyRecord } from "./reply-record.ts";

export type RunningReply = { input: ChatInput; hold: Hold; deadline: ReplyDeadline; record: ReplyRecord };

export type ProviderCall = { parts: AsyncIterable<ReplyPart>; deadline: CallDeadline };
