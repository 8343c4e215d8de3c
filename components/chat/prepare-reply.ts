/** What a reply needs is bigger than the page: it comes when somebody begins to write, and is there when they send. */
import { loadMarkdown } from "./answer.tsx";
import { loadReply } from "./use-guarded-chat.ts";

export function prepareReply(): void {
  for (const load of [loadReply, loadMarkdown]) load().catch(() => undefined);
}
