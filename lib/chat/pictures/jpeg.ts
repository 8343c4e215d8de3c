/** JPEG, ITU-T T.81: segments that begin with a marker, and behind each "start of scan" the compressed data. */
import "server-only";

import { endOf, must, type ReadSize, type Size } from "./size.ts";

const START = 0xd8;
const END = 0xd9;
const START_OF_SCAN = 0xda;
/** Baseline, extended and progressive: what every decoder reads. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** Other frames, which few decoders read, and DNL, which would change the height later. */
const UNREAD = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xdc]);

export const readJpeg: ReadSize = (bytes) => {
  must(bytes[0] === 0xff && bytes[1] === START, "It does not begin like a JPEG.");
  let size: Size | undefined;
  let hasScan = false;
  for (let at = 2; ;) {
    const { marker, segment } = markerAt(bytes, at);
    if (marker === END) {
      must(size !== undefined && hasScan, "It is cut off.");
      must(segment === bytes.length, "Something follows its end.");
      return size;
    }
    const end = endOfSegment(bytes, segment);
    must(!UNREAD.has(marker) && marker >= 0xc0 && marker !== START, "It is of a kind that few programs read.");
    if (FRAMES.has(marker)) {
      // Of two sizes, a decoder may believe the other one.
      must(size === undefined, "It has two sizes.");
      size = frameIn(bytes.subarray(segment, end));
    }
    must(marker !== START_OF_SCAN || size !== undefined, "Its size is missing.");
    hasScan ||= marker === START_OF_SCAN;
    at = marker === START_OF_SCAN ? endOfScan(bytes, end) : end;
  }
};

/** A marker may have any number of fill bytes before it. */
function markerAt(bytes: Buffer, at: number): { marker: number; segment: number } {
  must(bytes[at] === 0xff, at < bytes.length ? "It is damaged." : "It is cut off.");
  let place = at + 1;
  while (bytes[place] === 0xff) place += 1;
  const marker = bytes[place];
  must(marker !== undefined, "It is cut off.");
  return { marker, segment: place + 1 };
}

function endOfSegment(bytes: Buffer, start: number): number {
  endOf(bytes, start, 2);
  const length = bytes.readUInt16BE(start);
  must(length >= 2, "It is damaged.");
  return endOf(bytes, start, length);
}

function frameIn(segment: Buffer): Size {
  must(segment.length >= 8, "Its size is missing.");
  const [precision, components = 0] = [segment[2], segment[7]];
  must(precision === 8 && segment.length === 8 + 3 * components, "It is of a kind that few programs read.");
  return { height: segment.readUInt16BE(3), width: segment.readUInt16BE(5) };
}

/** In the data of a scan, 0xff is followed by 0, or by one of the restart markers; anything else ends it. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return endOf(bytes, start, bytes.length);
}
