/** Pictures: what is sent must be what it says it is, small, still and whole, and nobody makes the server fetch. */
import type { Attack } from "../attack.ts";
import { bodyRefused } from "../judge.ts";
import { filePart, pictures as files, png, pngBomb, pngChunk } from "../../../tests/support/chat/pictures.ts";

const TYPE =
  "What is no picture reaches whatever reads pictures, or a browser as a page (ASVS 5.0 5.2.2, OWASP LLM10:2025).";
const SIZE = "Pictures are billed by their pixels, and decoded at whoever looks at them (OWASP LLM10:2025, API4:2023).";
const WHOLE = "What one decoder reads and another does not was not checked (ASVS 5.0 1.5.3, 5.2.2).";
const FETCH =
  "A server that fetches for a stranger reaches what the stranger cannot (OWASP API7:2023, ASVS 5.0 1.3.6).";

type Parts = () => unknown[];
type Row = [id: string, title: string, why: string, parts: Parts];

const at =
  (url: string, mediaType = "image/png"): Parts =>
  () => [{ type: "file", mediaType, url }];
const text = (words: string) => Buffer.from(words);
const whole = png();

const ROWS: Row[] = [
  ["svg", "An SVG", TYPE, () => [filePart(text('<svg xmlns="http://www.w3.org/2000/svg"/>'), "image/svg+xml")]],
  ["html", "A page", TYPE, () => [filePart(text("<script>alert(1)</script>"), "text/html")]],
  ["html-as-png", "A page that calls itself a PNG", TYPE, () => [filePart(text("<script>alert(1)</script>"))]],
  ["svg-as-png", "An SVG that calls itself a PNG", TYPE, () => [filePart(text("<svg/>"))]],
  ["pdf", "A PDF", TYPE, () => [filePart(text("%PDF-1.7\n"), "application/pdf")]],
  ["mismatch", "A PNG that calls itself a JPEG", TYPE, () => [filePart(whole, "image/jpeg")]],
  ["any-type", "A picture of any type", TYPE, () => [filePart(whole, "image/*")]],
  ["type-in-url", "A picture with two types", TYPE, at(`data:image/webp;base64,${whole.toString("base64")}`)],
  ["bomb", "A small file of 900 million pixels", SIZE, () => [filePart(pngBomb(30_000, 30_000))]],
  ["wide", "A picture of 20,000 pixels in one row", SIZE, () => [filePart(pngBomb(20_000, 1))]],
  ["no-size", "A picture without a size", SIZE, () => [filePart(pngBomb(0, 0))]],
  [
    "too-big",
    "A picture of a million bytes",
    SIZE,
    () => [filePart(png(16, 8, { chunks: [pngChunk("tEXt", Buffer.alloc(1_000_000, "x"))] }))],
  ],
  ["too-many", "Twenty pictures", SIZE, () => Array.from({ length: 20 }, () => filePart(whole))],
  ["animated-gif", "A GIF that moves", SIZE, () => [filePart(files.animatedGif, "image/gif")]],
  ["animated-webp", "A WebP that moves", SIZE, () => [filePart(files.animatedWebp, "image/webp")]],
  ["truncated", "A picture that is cut off", WHOLE, () => [filePart(whole.subarray(0, -20))]],
  ["trailing", "A picture with a page behind it", WHOLE, () => [filePart(Buffer.concat([whole, text("<script>")]))]],
  ["empty", "A picture of no bytes", WHOLE, () => [filePart(Buffer.alloc(0))]],
  ["not-base64", "A picture that is no base64", WHOLE, at("data:image/png;base64,@@@@")],
  ["not-coded", "A picture in percent signs", WHOLE, at("data:image/png,%89PNG%0D%0A")],
  ["remote", "A picture at an address", FETCH, at("https://evil.example/a.png")],
  ["loopback", "A picture at the server's own address", FETCH, at("http://127.0.0.1:9/a.png")],
  ["loopback-number", "A picture at that address as a number", FETCH, at("http://2130706433:9/a.png")],
  ["metadata", "A picture at a cloud's metadata", FETCH, at("http://169.254.169.254/latest/meta-data/")],
  ["file", "A picture in the server's files", FETCH, at("file:///etc/passwd")],
  ["blob", "A picture in a browser's memory", FETCH, at("blob:http://127.0.0.1/1")],
];

export const pictures: Attack[] = ROWS.map(([id, title, why, parts]) => ({
  id: `pictures-${id}`,
  area: "pictures",
  title: `${title} is refused`,
  why,
  control: "picture",
  cost: "counted",
  profiles: ["starter", "use-chat"],
  run: async ({ payer }) => {
    const message = { id: "m1", role: "user", parts: [{ type: "text", text: "What is this?" }, ...parts()] };
    return bodyRefused(await payer.offer({ extra: { messages: [message] } }));
  },
}));
