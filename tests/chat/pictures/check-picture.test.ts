/** Pictures that are what they say, and every kind of lie. */
import { describe, expect, it } from "vitest";

import { LONGEST_SIDE, MOST_SQUARES } from "../../../lib/chat/pictures/bounds.ts";
import { checkPicture } from "../../../lib/chat/pictures/check-picture.ts";
import { Refusal } from "../../../lib/errors.ts";
import { dataUrl, pictures, png, pngBomb, pngChunk, pngOf } from "../../support/chat/pictures.ts";

const MOST_BYTES = 20_000;

/** @returns "fine", or the refusal's code and words */
function verdict(bytes: Buffer | string, mediaType = "image/png"): string {
  const url = typeof bytes === "string" ? bytes : dataUrl(bytes, mediaType);
  try {
    expect(checkPicture({ mediaType, url }, MOST_BYTES)).toEqual({ mediaType, dataUrl: url });
    return "fine";
  } catch (error) {
    if (error instanceof Refusal) return `${error.code}: ${error.detail}`;
    throw error;
  }
}

/** The same file with some bytes changed. */
function changed(bytes: Buffer, at: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, at);
  return copy;
}

const { jpeg, progressiveJpeg, webp, losslessWebp, alphaWebp, gif, animatedGif, animatedWebp } = pictures;
const whole: [string, Buffer, string][] = [
  ["PNG", png(), "image/png"],
  ["JPEG", jpeg, "image/jpeg"],
  ["progressive JPEG", progressiveJpeg, "image/jpeg"],
  ["lossy WebP", webp, "image/webp"],
  ["lossless WebP", losslessWebp, "image/webp"],
  ["WebP with transparency", alphaWebp, "image/webp"],
  ["GIF", gif, "image/gif"],
];

/** The frame of a JPEG: where its marker stands. */
const frameAt = jpeg.indexOf(Buffer.from("ffc0", "hex"));
const frame = jpeg.subarray(frameAt, frameAt + 2 + jpeg.readUInt16BE(frameAt + 2));
const twoFrames = Buffer.concat([jpeg.subarray(0, frameAt), frame, jpeg.subarray(frameAt)]);

describe("a whole picture", () => {
  it.each(whole)("is accepted: %s", (_, bytes, mediaType) => {
    expect(verdict(bytes, mediaType)).toBe("fine");
  });

  it("may be as large as a model reads without scaling it", () => {
    expect(verdict(png(1_536, 1_024))).toBe("fine");
    expect(verdict(png(LONGEST_SIDE, (MOST_SQUARES / 64) * 32))).toBe("fine");
  });

  it("may have notes of a camera in it", () => {
    const notes = Buffer.from("ffe100084578696600", "hex");
    expect(verdict(Buffer.concat([jpeg.subarray(0, 2), notes, Buffer.from([0]), jpeg.subarray(2)]), "image/jpeg")).toBe(
      "fine",
    );
    expect(verdict(png(16, 8, { chunks: [pngChunk("tEXt", Buffer.from("Title\0Cat"))] }))).toBe("fine");
  });
});

describe("a label that lies", () => {
  const others = whole.flatMap(([name, bytes, mediaType]) =>
    ["image/png", "image/jpeg", "image/webp", "image/gif"]
      .filter((label) => label !== mediaType)
      .map((label): [string, string, Buffer] => [name, label, bytes]),
  );
  it.each(others)("is refused: %s as %s", (_, label, bytes) => {
    expect(verdict(bytes, label)).toMatch(/^invalid_request: .* It does not begin like a /);
  });

  it.each([
    "image/svg+xml",
    "image/bmp",
    "image/tiff",
    "image/avif",
    "image/heic",
    "image/*",
    "image",
    "text/html",
    "application/pdf",
    "image/PNG",
    "constructor",
    "",
  ])("is refused: %j", (label) =>
    expect(verdict(png(), label)).toBe("invalid_request: Pictures can be PNG, JPEG, WebP or GIF."),
  );

  it.each<[string, string]>([
    ["svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ["html", "<!doctype html><script>alert(1)</script>"],
    ["nothing", ""],
    ["a PDF", "%PDF-1.7\n"],
  ])("is refused: %s as a picture of each kind", (_, text) => {
    for (const label of ["image/png", "image/jpeg", "image/webp", "image/gif"])
      expect(verdict(Buffer.from(text), label)).toMatch(/^invalid_request: .* It does not begin like a /);
  });

  it("is refused where the address names another type than the part", () => {
    expect(verdict(dataUrl(png(), "image/jpeg"), "image/png")).toMatch(
      /^invalid_request: A picture must be in the message/,
    );
  });
});

describe("an address", () => {
  it.each([
    "https://example.com/cat.png",
    "http://127.0.0.1:6379/",
    "http://[::1]/cat.png",
    "http://169.254.169.254/latest/meta-data/",
    "//example.com/cat.png",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "ftp://example.com/cat.png",
    "javascript:alert(1)",
    "cat.png",
    "",
    "data:image/png,%89PNG",
    "data:image/png;charset=utf-8;base64,iVBORw0KGgo=",
    "DATA:image/png;base64,iVBORw0KGgo=",
    " data:image/png;base64,iVBORw0KGgo=",
  ])("is refused: %j", (url) => {
    expect(verdict(url)).toMatch(/^invalid_request: A picture must be in the message itself/);
  });

  it.each<[string, (base64: string) => string]>([
    ["a line break", (base64) => `${base64.slice(0, 8)}\n${base64.slice(8)}`],
    ["blanks around it", (base64) => ` ${base64} `],
    ["the alphabet of addresses", () => Buffer.alloc(9, 0xff).toString("base64url")],
    ["a sign of no alphabet", (base64) => `${base64.slice(0, 8)}!${base64.slice(9)}`],
    ["its padding left out", (base64) => base64.replace(/=+$/, "")],
    ["more behind its padding", (base64) => `${base64}AAAA`],
    ["bits that belong to no byte", () => "AB=="],
  ])("is refused when its base64 has %s", (_, bend) => {
    const padded = dataUrl(png(16, 9)).slice("data:image/png;base64,".length);
    expect(verdict(`data:image/png;base64,${bend(padded.endsWith("=") ? padded : `${padded}=`)}`)).toMatch(
      /plain base64/,
    );
  });
});

describe("a bomb of pixels", () => {
  const screen = (width: number, height: number): Buffer => {
    const header = Buffer.alloc(4);
    header.writeUInt16LE(width, 0);
    header.writeUInt16LE(height, 2);
    return changed(gif, 6, ...header);
  };
  it.each<[string, Buffer, string]>([
    ["PNG", pngBomb(30_000, 30_000), "image/png"],
    ["PNG, by the largest numbers", pngBomb(0xffffffff, 0xffffffff), "image/png"],
    ["PNG, wide and flat", pngBomb(LONGEST_SIDE + 1, 1), "image/png"],
    ["PNG, one square too many", pngBomb(1_536, 1_025), "image/png"],
    ["JPEG", changed(jpeg, frameAt + 5, 0xff, 0xff, 0xff, 0xff), "image/jpeg"],
    ["lossless WebP", changed(losslessWebp, 21, 0xff, 0xff, 0xff, 0x0f), "image/webp"],
    ["lossy WebP", changed(webp, 26, 0xff, 0x3f, 0xff, 0x3f), "image/webp"],
    ["GIF", screen(0xffff, 0xffff), "image/gif"],
  ])("is refused: %s", (_, bytes, mediaType) => {
    expect(bytes.length).toBeLessThan(600);
    expect(verdict(bytes, mediaType)).toMatch(/^invalid_request: .* It has too many pixels/);
  });

  it.each<[string, Buffer, string]>([
    ["a PNG with two headers", pngOf(png(1, 1).subarray(8, 33), png(9_000, 1).subarray(8)), "image/png"],
    ["a JPEG with two frames", twoFrames, "image/jpeg"],
    ["a WebP whose header says another size", changed(alphaWebp, 24, 0x10), "image/webp"],
    ["a GIF whose picture is larger than its screen", changed(gif, 6, 8), "image/gif"],
    ["a WebP with two pictures", riff(webp.subarray(12), losslessWebp.subarray(12)), "image/webp"],
  ])("is refused when it says two sizes: %s", (_, bytes, mediaType) => {
    expect(verdict(bytes, mediaType)).toMatch(/two sizes|larger than it says|not where it belongs/);
  });

  it.each<[string, Buffer, string]>([
    ["PNG", pngBomb(0, 8), "image/png"],
    ["JPEG, whose height would come later", changed(jpeg, frameAt + 5, 0, 0), "image/jpeg"],
    ["lossy WebP", changed(webp, 26, 0, 0), "image/webp"],
  ])("is refused when it has no size: %s", (_, bytes, mediaType) => {
    expect(verdict(bytes, mediaType)).toMatch(/has no size/);
  });
});

describe("a file that is not whole", () => {
  it.each(whole)("is refused wherever it is cut: %s", (_, bytes, mediaType) => {
    for (let length = 0; length < bytes.length; length += 1)
      expect(verdict(bytes.subarray(0, length), mediaType), `cut at ${length}`).toMatch(/^invalid_request/);
  });

  it.each(whole)("is refused with something behind its end: %s", (_, bytes, mediaType) => {
    for (const more of [Buffer.from([0]), Buffer.from("<script>alert(1)</script>"), bytes])
      expect(verdict(Buffer.concat([bytes, more]), mediaType)).toMatch(/^invalid_request/);
  });

  it("is refused when a checksum of a PNG is wrong", () => {
    expect(verdict(changed(png(), 45, 0))).toMatch(/checksum/);
  });

  it("never ends a program, whatever a byte of it becomes", () => {
    for (const [, bytes, mediaType] of whole)
      for (let at = 0; at < bytes.length; at += 1)
        for (const value of [0, 1, 0x7f, 0x80, 0xff])
          expect(verdict(changed(bytes, at, value), mediaType)).toMatch(/^(fine$|invalid_request: )/);
  });
});

describe("a picture that moves", () => {
  it.each<[string, Buffer, string]>([
    ["GIF", animatedGif, "image/gif"],
    ["WebP", animatedWebp, "image/webp"],
    ["PNG", png(16, 8, { chunks: [pngChunk("acTL", Buffer.alloc(8))] }), "image/png"],
    ["WebP that hides it", changed(animatedWebp, 20, 0), "image/webp"],
  ])("is refused: %s", (_, bytes, mediaType) => {
    expect(verdict(bytes, mediaType)).toBe("invalid_request: This picture cannot be used. It is animated.");
  });
});

describe("a picture that is too large", () => {
  it("is refused by its bytes, before and after they are decoded", () => {
    const padding = (bytes: number) => png(16, 8, { chunks: [pngChunk("tEXt", Buffer.alloc(bytes))] });
    const overhead = padding(0).length;
    expect(verdict(padding(MOST_BYTES - overhead))).toBe("fine");
    expect(verdict(padding(MOST_BYTES - overhead + 1))).toBe("body_too_large: A picture can have 19 KB.");
    expect(verdict(padding(MOST_BYTES))).toBe("body_too_large: A picture can have 19 KB.");
  });
});

/** A WebP of these chunks. */
function riff(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from("RIFF"), length, body]);
}
