/** Whether the model saw only the newest part of the conversation when it answered: the service says so with the answer. */
import type { UIMessage } from "ai";

export function isPartial({ metadata }: UIMessage): boolean {
  return typeof metadata === "object" && metadata !== null && "leftOut" in metadata && Boolean(metadata.leftOut);
}
