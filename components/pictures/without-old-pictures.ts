/** What is sent of a conversation with pictures: as many as a request may have, the newest, and no names of files. */
import type { UIMessage } from "ai";

import { newestPictures } from "./message-pictures.ts";

/** @param most undefined while the limit is not known: then the service decides */
export function withoutOldPictures(messages: UIMessage[], most = Number.POSITIVE_INFINITY): UIMessage[] {
  const newest = newestPictures(messages, most);
  return messages.map((message) => ({
    ...message,
    parts: message.parts.flatMap((part): UIMessage["parts"] => {
      if (part.type !== "file") return [part];
      return newest.has(part) ? [{ type: "file", mediaType: part.mediaType, url: part.url }] : [];
    }),
  }));
}
