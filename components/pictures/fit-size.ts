/** The size that a picture is scaled to: as large as may be sent, in its own proportions. */

export type Size = { width: number; height: number };

/** As the server counts: lib/chat/pictures/bounds.ts. */
const SQUARE = 32;

/** @returns whole pixels; never larger than it is */
export function fitSize({ width, height }: Size, most: { longestSide: number; squares: number }): Size {
  const area = most.squares * SQUARE * SQUARE;
  let scale = Math.min(1, most.longestSide / Math.max(width, height), Math.sqrt(area / (width * height)));
  const scaled = () => ({
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  });
  // The last squares of a row and of a column count whole.
  while (squaresOf(scaled()) > most.squares) scale *= 0.99;
  return scaled();
}

function squaresOf({ width, height }: Size): number {
  return Math.ceil(width / SQUARE) * Math.ceil(height / SQUARE);
}
