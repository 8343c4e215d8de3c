/** The pictures in a kept question. */
import type { FileUIPart, UIMessage } from "ai";

import { picturesOf } from "../pictures/message-pictures.ts";
import { isShaped, isString } from "../shape.ts";

export type KeptPicture = {
  mediaType: string;
  name: string;
  /** The picture itself, or empty where there was no room for it. */
  url: string;
};

export const isKeptPicture = isShaped<KeptPicture>({ mediaType: isString, name: isString, url: isString });

export function toKeptPictures(message: UIMessage): KeptPicture[] {
  return picturesOf(message).map(({ mediaType, filename = "", url }) => ({ mediaType, name: filename, url }));
}

/** Only what is a picture in itself is shown: storage can be edited. */
export function toPictureParts(pictures: KeptPicture[]): FileUIPart[] {
  return pictures.map(({ mediaType, name, url }) => {
    return { type: "file", mediaType, filename: name, url: url.startsWith("data:image/") ? url : "" };
  });
}
