/** WebP, RFC 9649: a RIFF file with one picture in it, and perhaps a header that tells what else there is. */
import "server-only";

import { endOf, must, type ReadSize, type Size } from "./size.ts";

/** "RIFF", a length, "WEBP"; and before each chunk its name and its length. */
const [HEADER_BYTES, CHUNK_BYTES] = [12, 8];
const ANIMATION_FLAG = 0x02;

/** Of a lossy picture: a key frame's tag, its mark, and two sizes of 14 bits. */
const lossySize: ReadSize = (data) => {
  endOf(data, 0, 10);
  must(((data[0] ?? 1) & 1) === 0 && data.readUIntBE(3, 3) === 0x9d012a, "Its picture is not one.");
  const firstPart = data.readUIntLE(0, 3) >> 5;
  endOf(data, 10, firstPart);
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
};

/** Of a lossless one: a mark, and sizes less one of 14 bits. */
const losslessSize: ReadSize = (data) => {
  endOf(data, 0, 6);
  const bits = data.readUInt32LE(1);
  must(data[0] === 0x2f && bits >>> 29 === 0, "Its picture is not one.");
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
};

/** Of the header: flags, and sizes less one of 24 bits. */
const canvasSize: ReadSize = (data) => {
  must(data.length === 10, "Its header is not one.");
  must(((data[0] ?? 0) & ANIMATION_FLAG) === 0, "It is animated.");
  return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
};

const SIZES = new Map<string, ReadSize>([
  ["VP8 ", lossySize],
  ["VP8L", losslessSize],
]);

export const readWebp: ReadSize = (bytes) => {
  const isRiff = bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
  must(isRiff, "It does not begin like a WebP.");
  const length = bytes.readUInt32LE(4) + CHUNK_BYTES;
  must(length === bytes.length, length > bytes.length ? "It is cut off." : "Something follows its end.");
  let canvas: Size | undefined;
  let picture: Size | undefined;
  for (let at = HEADER_BYTES; at < bytes.length;) {
    const { name, data, end } = chunkAt(bytes, at);
    must(name !== "ANIM" && name !== "ANMF", "It is animated.");
    if (name === "VP8X") {
      must(at === HEADER_BYTES, "Its header is not where it belongs.");
      canvas = canvasSize(data);
    }
    const readSize = SIZES.get(name);
    must(!readSize || picture === undefined, "It has two sizes.");
    picture ??= readSize?.(data);
    at = end;
  }
  must(picture !== undefined, "There is no picture in it.");
  const isSame = !canvas || (canvas.width === picture.width && canvas.height === picture.height);
  must(isSame, "It has two sizes.");
  return picture;
};

/** Chunks of an odd length are followed by one byte that belongs to nothing. */
function chunkAt(bytes: Buffer, at: number): { name: string; data: Buffer; end: number } {
  const start = endOf(bytes, at, CHUNK_BYTES);
  const length = bytes.readUInt32LE(at + 4);
  const end = endOf(bytes, start, length + (length % 2));
  return { name: bytes.toString("latin1", at, at + 4), data: bytes.subarray(start, start + length), end };
}
