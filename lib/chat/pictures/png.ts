/** PNG, https://www.w3.org/TR/png-3/: a signature, and chunks that each have a checksum. */
import "server-only";

import { crc32 } from "node:zlib";

import { endOf, must, type ReadSize, type Size } from "./size.ts";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
/** Length and type before a chunk's data, and a checksum behind. */
const [BEFORE, BEHIND] = [8, 4];
/** Which bit depths a colour type may have. */
const DEPTHS: Record<number, number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };

export const readPng: ReadSize = (bytes) => {
  must(bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE), "It does not begin like a PNG.");
  let size: Size | undefined;
  let hasData = false;
  let ended = false;
  for (let at = SIGNATURE.length; at < bytes.length;) {
    must(!ended, "Something follows its end.");
    const { type, data, end } = chunkAt(bytes, at);
    must((size === undefined) === (type === "IHDR"), "Its header is not where it belongs.");
    must(type !== "acTL", "It is animated.");
    if (type === "IHDR") size = headerIn(data);
    hasData ||= type === "IDAT" && data.length > 0;
    ended = type === "IEND";
    at = end;
  }
  must(size !== undefined && hasData && ended, "It is cut off.");
  return size;
};

function chunkAt(bytes: Buffer, at: number): { type: string; data: Buffer; end: number } {
  endOf(bytes, at, BEFORE);
  const dataEnd = endOf(bytes, at + BEFORE, bytes.readUInt32BE(at));
  const end = endOf(bytes, dataEnd, BEHIND);
  must(crc32(bytes.subarray(at + 4, dataEnd)) === bytes.readUInt32BE(dataEnd), "A checksum in it is wrong.");
  return { type: bytes.toString("latin1", at + 4, at + BEFORE), data: bytes.subarray(at + BEFORE, dataEnd), end };
}

function headerIn(data: Buffer): Size {
  must(data.length === 13, "Its header is not one.");
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = data.subarray(8);
  const isKnown = DEPTHS[colour]?.includes(depth) && compression === 0 && filter === 0 && interlace <= 1;
  must(isKnown === true, "Its header is not one.");
  return { width: data.readUInt32BE(0), height: data.readUInt32BE(4) };
}
