/** What the stand-in sees in a picture: its size, and in a PNG or a plain JPEG the colour that most of it has. */
import "server-only";

import { readGif } from "../chat/pictures/gif.ts";
import { readJpeg } from "../chat/pictures/jpeg.ts";
import { readPng } from "../chat/pictures/png.ts";
import type { Size } from "../chat/pictures/size.ts";
import { readWebp } from "../chat/pictures/webp.ts";
import { nameOf } from "./colour-names.ts";
import { jpegColours } from "./jpeg-colours.ts";
import { pngColours } from "./png-colours.ts";

export type PictureFacts = Size & { kind: string; colour: string | undefined };

type Rgb = [number, number, number];
/** Some colours of the picture, evenly spread; none where it is of a kind that is not decoded here. */
type ReadColours = (bytes: Buffer) => Rgb[];

const KINDS: Record<string, { kind: string; read: (bytes: Buffer) => Size; colours: ReadColours }> = {
  "image/png": { kind: "PNG", read: readPng, colours: pngColours },
  "image/jpeg": { kind: "JPEG", read: readJpeg, colours: jpegColours },
  "image/webp": { kind: "WebP", read: readWebp, colours: () => [] },
  "image/gif": { kind: "GIF", read: readGif, colours: () => [] },
};

/** @throws Error, in one line, for what is no picture in a data URL */
export function pictureFacts(url: string): PictureFacts {
  const [, type = "", base64 = ""] = /^data:([\w/]+);base64,([\w+/=]+)$/.exec(url) ?? [];
  const known = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!known) throw new Error("Invalid image: expected a data URL of a PNG, JPEG, WebP or GIF.");
  const bytes = Buffer.from(base64, "base64");
  return { ...known.read(bytes), kind: known.kind, colour: mostly(known.colours(bytes)) };
}

function mostly(colours: Rgb[]): string | undefined {
  const votes = new Map<string, number>();
  for (const colour of colours) votes.set(nameOf(colour), (votes.get(nameOf(colour)) ?? 0) + 1);
  return [...votes].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}
