/** Colours of a PNG of eight bits a channel that is not interlaced, which is what browsers write. */
import "server-only";

import { inflateSync } from "node:zlib";

/** Channels of a pixel, by colour type. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const SAMPLES_A_SIDE = 32;
/** A picture that the product lets in has less. */
const MOST_BYTES = 64 * 1024 * 1024;

type Rgb = [number, number, number];

/** @param png its structure is known to be right @returns some of them, evenly spread; none for another kind of PNG */
export function pngColours(png: Buffer): Rgb[] {
  const chunks = chunksOf(png);
  const header = png.subarray(16, 29);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, type = 0, , , interlace] = header.subarray(8);
  const channels = CHANNELS[type];
  if (depth !== 8 || interlace !== 0 || !channels) return [];
  const data = Buffer.concat(chunks.flatMap((chunk) => (chunk.type === "IDAT" ? [chunk.data] : [])));
  const rows = unfiltered(inflateSync(data, { maxOutputLength: MOST_BYTES }), width * channels, channels);
  const palette = chunks.find((chunk) => chunk.type === "PLTE")?.data;
  return places(width, height).map(([x, y]) => {
    const [first = 0, second = 0, third = 0] = rows[y]?.subarray(x * channels) ?? [];
    if (palette) return [palette[3 * first] ?? 0, palette[3 * first + 1] ?? 0, palette[3 * first + 2] ?? 0];
    return channels < 3 ? [first, first, first] : [first, second, third];
  });
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** Each row says by its first byte how it was predicted from its neighbours: left, above, and above left. */
function unfiltered(data: Buffer, rowBytes: number, channels: number): Buffer[] {
  const rows: Buffer[] = [];
  for (let start = 0; start + rowBytes < data.length + 1; start += rowBytes + 1) {
    const above = rows.at(-1) ?? Buffer.alloc(rowBytes);
    const row = Buffer.from(data.subarray(start + 1, start + 1 + rowBytes));
    for (let x = 0; x < row.length; x += 1) {
      const around = { left: row[x - channels] ?? 0, up: above[x] ?? 0, corner: above[x - channels] ?? 0 };
      row[x] = (row[x] ?? 0) + predicted(data[start] ?? 0, around);
    }
    rows.push(row);
  }
  return rows;
}

type Around = { left: number; up: number; corner: number };

function predicted(filter: number, around: Around): number {
  if (filter === 1) return around.left;
  if (filter === 2) return around.up;
  if (filter === 3) return (around.left + around.up) >> 1;
  return filter === 4 ? nearest(around) : 0;
}

/** Of the three, the one that is nearest to left + up - corner; in doubt the earlier. */
function nearest({ left, up, corner }: Around): number {
  const slope = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(slope - left), Math.abs(slope - up), Math.abs(slope - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function places(width: number, height: number): [number, number][] {
  const along = (length: number) =>
    Array.from({ length: Math.min(length, SAMPLES_A_SIDE) }, (_, at) =>
      Math.floor(((at + 0.5) * length) / Math.min(length, SAMPLES_A_SIDE)),
    );
  return along(height).flatMap((y) => along(width).map((x): [number, number] => [x, y]));
}
