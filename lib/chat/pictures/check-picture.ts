/** From the file part of a message to a picture that may be sent: its bytes are what they are said to be, and no larger than allowed. */
import "server-only";

import { Refusal } from "../../errors.ts";
import type { Picture } from "../chat-input.ts";
import { isSmall, LONGEST_SIDE } from "./bounds.ts";
import { readGif } from "./gif.ts";
import { readJpeg } from "./jpeg.ts";
import { readPng } from "./png.ts";
import { NoPicture, must, type ReadSize, type Size } from "./size.ts";
import { readWebp } from "./webp.ts";

const READERS = {
  "image/png": readPng,
  "image/jpeg": readJpeg,
  "image/webp": readWebp,
  "image/gif": readGif,
} satisfies Record<Picture["mediaType"], ReadSize>;

type FilePart = { mediaType: string; url: string };

/**
 * @param mostBytes of the picture itself, before base64
 * @returns it, once its bytes are known to be one whole, still picture of that type
 * @throws Refusal `invalid_request` in words for the visitor, `body_too_large`
 */
export function checkPicture({ mediaType, url }: FilePart, mostBytes: number): Picture {
  if (!isPictureType(mediaType)) throw refusal("Pictures can be PNG, JPEG, WebP or GIF.");
  const bytes = bytesOf(url, mediaType, mostBytes);
  try {
    requireSmall(READERS[mediaType](bytes));
  } catch (error) {
    if (error instanceof NoPicture) throw refusal(`This picture cannot be used. ${error.message}`);
    throw error;
  }
  return { mediaType, dataUrl: url };
}

/** Nothing is ever fetched: a picture comes in the message, or not at all. */
function bytesOf(url: string, mediaType: Picture["mediaType"], mostBytes: number): Buffer {
  const prefix = `data:${mediaType};base64,`;
  if (!url.startsWith(prefix))
    throw refusal("A picture must be in the message itself, as data of the type that it names.");
  const base64 = url.slice(prefix.length);
  if (base64.length > Math.ceil(mostBytes / 3) * 4) throw tooLarge(mostBytes);
  const bytes = Buffer.from(base64, "base64");
  // What was looked at must be what every other decoder sees.
  if (bytes.toString("base64") !== base64) throw refusal("This picture cannot be used. It is not plain base64.");
  if (bytes.length > mostBytes) throw tooLarge(mostBytes);
  return bytes;
}

function requireSmall(size: Size): void {
  must(size.width > 0 && size.height > 0, "It has no size.");
  must(isSmall(size), `It has too many pixels: 1.5 million are possible, and ${LONGEST_SIDE} on a side.`);
}

function isPictureType(mediaType: string): mediaType is Picture["mediaType"] {
  return Object.hasOwn(READERS, mediaType);
}

function refusal(detail: string): Refusal {
  return new Refusal("invalid_request", { detail });
}

function tooLarge(mostBytes: number): Refusal {
  return new Refusal("body_too_large", { detail: `A picture can have ${Math.floor(mostBytes / 1024)} KB.` });
}
