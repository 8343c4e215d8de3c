/** Picture files for tests: whole ones that other programs made, and PNGs of any size, which need no more than a header to be large. */
import { crc32, deflateSync } from "node:zlib";

/** 16 × 8 pixels each, as sharp 0.35 writes them. */
const BASE64 = {
  jpeg: "/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAb/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQAIqH/9k=",
  progressiveJpeg:
    "/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wgARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAVAQEBAAAAAAAAAAAAAAAAAAADBf/aAAwDAQACEAMQAAABjA1P/8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABBQI//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwF//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPwF//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQAGPwI//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPyE//9oADAMBAAIAAwAAABD7/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxB//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPxA//9k=",
  webp: "UklGRjQAAABXRUJQVlA4ICgAAACQAQCdASoQAAgAAsBMJaACdLoAA5gA/u1N3rvFpRr/56Z/W38f+MgA",
  losslessWebp: "UklGRh4AAABXRUJQVlA4TBEAAAAvD8ABAAdQjyIXpf+BiOh/AAA=",
  alphaWebp:
    "UklGRlgAAABXRUJQVlA4WAoAAAAQAAAADwAABwAAQUxQSAoAAAABB1DAiAhERP8DVlA4ICgAAACQAQCdASoQAAgAAsBMJaACdLoAA5gA/u1N3rvFpRr/56Z/W38f+MgA",
  animatedWebp:
    "UklGRpQAAABXRUJQVlA4WAoAAAACAAAADwAABwAAQU5JTQYAAAD/////AABBTk1GMAAAAAAAAAAAAA8AAAcAAGQAAAJWUDggGAAAADABAJ0BKhAACAABQCYlpAADcAD+90IAAEFOTUYwAAAAAAAAAAAADwAABwAAZAAAAFZQOCAYAAAANAEAnQEqEAAIAAAAJiWkAANwAP77K8AA",
  gif: "R0lGODlhEAAIAIAAAExpccgeKCH5BAUAAAAALAAAAAAQAAgAAAIKjI+py+0Po5ysAAA7",
  animatedGif:
    "R0lGODlhEAAIAIAAAExpccjIyCH/C05FVFNDQVBFMi4wAwEAAAAh+QQFCgAAACwAAAAAEAAIAAACCoyPqcvtD6OcrAAAIfkEBQoAAAAsAAAAABAACACATGlxHh4eAgqMj6nL7Q+jnKwAADs=",
} as const;

export const pictures = Object.fromEntries(
  Object.entries(BASE64).map(([name, text]) => [name, Buffer.from(text, "base64")]),
) as Record<keyof typeof BASE64, Buffer>;

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

type Extra = {
  /** Between the header and the pixels. */
  chunks?: Buffer[];
  colour?: [number, number, number];
};

/** A whole PNG of one colour. */
export function png(width = 16, height = 8, { chunks = [], colour = [200, 30, 40] }: Extra = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(3 * width, Buffer.from(colour))]);
  const pixels = deflateSync(Buffer.alloc(row.length * height, row));
  return pngOf(pngChunk("IHDR", header), ...chunks, pngChunk("IDAT", pixels), pngChunk("IEND", Buffer.alloc(0)));
}

export function pngOf(...chunks: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...chunks]);
}

/** A header that promises so many pixels, and next to no data behind it. */
export function pngBomb(width: number, height: number): Buffer {
  const bomb = Buffer.from(png(1, 1));
  bomb.writeUInt32BE(width, 16);
  bomb.writeUInt32BE(height, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  return bomb;
}

export function dataUrl(bytes: Buffer, mediaType = "image/png"): string {
  return `data:${mediaType};base64,${bytes.toString("base64")}`;
}

/** As AI SDK's useChat sends it. */
export function filePart(bytes: Buffer, mediaType = "image/png") {
  return { type: "file" as const, mediaType, filename: "picture", url: dataUrl(bytes, mediaType) };
}
