/** The pictures in a kept question, and how many of them a browser has room for. */
import type { FileUIPart, UIMessage } from "ai";

import { picturesOf } from "../pictures/message-pictures.ts";
import { isShaped, isString } from "../shape.ts";
import type { StoredChat } from "./stored-chat.ts";

export type KeptPicture = {
  mediaType: string;
  name: string;
  /** The picture itself, or empty where there was no room for it. */
  url: string;
};

export const isKeptPicture = isShaped<KeptPicture>({ mediaType: isString, name: isString, url: isString });

/** All chats of an account together. A browser gives a site some five million characters, and words go first. */
export const PICTURE_ROOM = 3_000_000;

export function toKeptPictures(message: UIMessage): KeptPicture[] {
  return picturesOf(message).map(({ mediaType, filename = "", url }) => ({ mediaType, name: filename, url }));
}

/** Only what is a picture in itself is shown: storage can be edited. */
export function toPictureParts(pictures: KeptPicture[]): FileUIPart[] {
  return pictures.map(({ mediaType, name, url }) => {
    return { type: "file", mediaType, filename: name, url: url.startsWith("data:image/") ? url : "" };
  });
}

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
