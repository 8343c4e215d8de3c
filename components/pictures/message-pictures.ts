/** The pictures of messages: parts of their own, beside the words. */
import type { FileUIPart, UIMessage } from "ai";

export function picturesOf(message: UIMessage): FileUIPart[] {
  return message.parts.filter((part) => part.type === "file");
}

/** One of a kept chat that this browser had no room for: only that it was there is known. */
export function isLost({ url }: FileUIPart): boolean {
  return url === "";
}

/** @returns of a conversation's pictures the newest ones: the model sees no others */
export function newestPictures(messages: UIMessage[], most: number): Set<FileUIPart> {
  const pictures = messages.flatMap(picturesOf).filter((picture) => !isLost(picture));
  return new Set(most > 0 ? pictures.slice(-most) : []);
}
