/** How large a picture may be: the page scales to it, and the server refuses what is larger. */
import "server-only";

import { safeguards } from "../../safeguards.ts";
import type { Size } from "./size.ts";

/**
 * Models cut a picture into squares of 32 pixels and bill each one, many of them up to 1,536. What has no more is never scaled
 * by them, and costs what `imageTokens` in lib/config.ts says, whatever a model does with larger ones.
 */
const SQUARE = 32;
export const MOST_SQUARES = 1_536;
export const LONGEST_SIDE = 2_048;

export type PictureBounds = {
  /** Of the file, before base64. */
  bytes: number;
  longestSide: number;
  /** How many squares of 32 × 32 pixels may cover it. */
  squares: number;
};

/** For the page. */
export function pictureBounds(): PictureBounds {
  return { bytes: safeguards().limits.imageBytes, longestSide: LONGEST_SIDE, squares: MOST_SQUARES };
}

export function isSmall({ width, height }: Size): boolean {
  const squares = Math.ceil(width / SQUARE) * Math.ceil(height / SQUARE);
  return Math.max(width, height) <= LONGEST_SIDE && squares <= MOST_SQUARES;
}
