/** How many pictures of kept chats a browser has room for. */
import type { StoredChat } from "./stored-chat.ts";

/** All chats of an account together. A browser gives a site some five million characters, and words go first. */
export const PICTURE_ROOM = 3_000_000;

/** @returns how many characters its pictures take */
export function pictureSize({ messages }: StoredChat): number {
  return messages.flatMap(({ pictures = [] }) => pictures).reduce((sum, { url }) => sum + url.length, 0);
}

/** @returns the chat with as many of its pictures as there is room for, the oldest first */
export function withinRoom(chat: StoredChat, room: number): StoredChat {
  let left = room;
  const messages = chat.messages.map((message) => {
    if (!message.pictures) return message;
    const pictures = message.pictures.map((picture) => {
      left -= picture.url.length;
      return left < 0 ? { ...picture, url: "" } : picture;
    });
    return { ...message, pictures };
  });
  return { ...chat, messages };
}
