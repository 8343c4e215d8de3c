/** GIF, https://www.w3.org/Graphics/GIF/spec-gif89a.txt: a screen, and blocks. One picture in it is a still one. */
import "server-only";

import { endOf, must, type ReadSize, type Size } from "./size.ts";

const [EXTENSION, PICTURE, TRAILER] = [0x21, 0x2c, 0x3b];
const HEADER_BYTES = 13;
const DESCRIPTOR_BYTES = 10;

export const readGif: ReadSize = (bytes) => {
  must(/^GIF8[79]a$/.test(bytes.toString("latin1", 0, 6)), "It does not begin like a GIF.");
  endOf(bytes, 0, HEADER_BYTES);
  const screen = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  let pictures = 0;
  let at = endOf(bytes, HEADER_BYTES, colourTableBytes(bytes[10]));
  while (bytes[at] !== TRAILER) {
    const kind = bytes[at];
    must(kind === EXTENSION || kind === PICTURE, at < bytes.length ? "It is damaged." : "It is cut off.");
    pictures += kind === PICTURE ? 1 : 0;
    must(pictures <= 1, "It is animated.");
    // An extension has a label before its data.
    at = endOfSubBlocks(bytes, kind === PICTURE ? endOfHead(bytes, at, screen) : at + 2);
  }
  must(pictures === 1, "There is no picture in it.");
  must(at + 1 === bytes.length, "Something follows its end.");
  return screen;
};

/** Of a picture: its descriptor, its own colours, and the size of its codes. */
function endOfHead(bytes: Buffer, at: number, screen: Size): number {
  const end = endOf(bytes, at, DESCRIPTOR_BYTES);
  const [width, height] = [bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)];
  const [right, bottom] = [bytes.readUInt16LE(at + 1) + width, bytes.readUInt16LE(at + 3) + height];
  const fits = right <= screen.width && bottom <= screen.height;
  must(fits && width > 0 && height > 0, "It is larger than it says.");
  return endOf(bytes, end, colourTableBytes(bytes[end - 1]) + 1);
}

function colourTableBytes(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function endOfSubBlocks(bytes: Buffer, start: number): number {
  let at = start;
  for (let length = bytes[at]; length !== 0; length = bytes[at]) {
    must(length !== undefined, "It is cut off.");
    at = endOf(bytes, at + 1, length);
  }
  return at + 1;
}
