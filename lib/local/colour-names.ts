/** Names for colours. */
import "server-only";

const HUES: [upTo: number, name: string][] = [
  [15, "red"],
  [45, "orange"],
  [70, "yellow"],
  [165, "green"],
  [200, "turquoise"],
  [255, "blue"],
  [290, "violet"],
  [345, "pink"],
  [360, "red"],
];

/** @param rgb each from 0 to 255 */
export function nameOf(rgb: [number, number, number]): string {
  const [most, least] = [Math.max(...rgb), Math.min(...rgb)];
  const spread = most - least;
  if (spread < 32) return most < 48 ? "black" : most > 224 ? "white" : "grey";
  if (most < 48) return "black";
  const hue = hueOf(rgb, most, spread);
  return HUES.find(([upTo]) => hue <= upTo)?.[1] ?? "red";
}

/** Degrees on the colour wheel, from red over green and blue. */
function hueOf([red, green, blue]: [number, number, number], most: number, spread: number): number {
  const sixths =
    most === red ? (green - blue) / spread : most === green ? 2 + (blue - red) / spread : 4 + (red - green) / spread;
  return (sixths * 60 + 360) % 360;
}
