/** From a file that somebody chose to a picture that may be sent: turned upright, scaled, and written anew without what a camera noted. */
import type { FileUIPart } from "ai";

import { fitSize, type Size } from "./fit-size.ts";

export type PictureBounds = { bytes: number; longestSide: number; squares: number };

/** From the best to the smallest; a browser that cannot write a kind writes a PNG instead, which is then passed over. */
const PHOTO = [
  ["image/jpeg", 0.9],
  ["image/jpeg", 0.8],
  ["image/jpeg", 0.65],
] as const;
/** What may be see-through, or have letters in it. */
const DRAWING = [["image/png", 1], ["image/webp", 0.9], ["image/webp", 0.75], ...PHOTO] as const;
/** Of base64. */
const BYTES_A_CHARACTER = 3 / 4;
const SMALLER = 0.8;
const SMALLEST_SIDE = 16;

/** @throws when the browser cannot read it */
export async function scalePicture(file: File, bounds: PictureBounds): Promise<FileUIPart> {
  // Upright as its camera noted, which is the default.
  const bitmap = await createImageBitmap(file);
  try {
    const kinds = file.type === "image/jpeg" ? PHOTO : DRAWING;
    return { type: "file", filename: file.name, ...smallest(bitmap, kinds, bounds) };
  } finally {
    bitmap.close();
  }
}

type Written = Pick<FileUIPart, "mediaType" | "url">;
type Kinds = typeof PHOTO | typeof DRAWING;

/** In its full size as the best kind that has few enough bytes, else smaller. */
function smallest(bitmap: ImageBitmap, kinds: Kinds, bounds: PictureBounds): Written {
  let size = fitSize(bitmap, bounds);
  do {
    const canvas = draw(bitmap, size);
    for (const [mediaType, quality] of kinds) {
      const url = canvas.toDataURL(mediaType, quality);
      const [head = "", base64 = ""] = url.split(",");
      if (head === `data:${mediaType};base64` && base64.length * BYTES_A_CHARACTER <= bounds.bytes)
        return { mediaType, url };
    }
    size = { width: Math.ceil(size.width * SMALLER), height: Math.ceil(size.height * SMALLER) };
  } while (Math.max(size.width, size.height) > SMALLEST_SIDE);
  throw new Error("No picture is so small");
}

function draw(bitmap: ImageBitmap, { width, height }: Size): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws nothing");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}
