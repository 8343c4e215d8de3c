/** Reads an HTTP/1.1 answer from what came over the line, as far as it makes sense. */

export type Answer = {
  /** 0 when what came is no HTTP answer, or nothing came. */
  status: number;
  /** By lower-case name, in the order of arrival. */
  headers: Map<string, string[]>;
  body: string;
  /** How it ended: with a whole answer, by the other side's closing, or not in time. */
  ended: "whole" | "closed" | "deadline";
  /** All bytes, one character each. */
  raw: string;
};

type How = { method: string; over: boolean };

/** @param how over: nothing more will come, so that what there is must do. @returns null while more is needed */
export function parseAnswer(raw: string, { method, over }: How): Answer | null {
  const end = raw.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first = "", ...lines] = raw.slice(0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0);
  const rest = raw.slice(end + 4);
  if (status >= 100 && status < 200 && status !== 101) return parseAnswer(rest, { method, over });
  const headers = readHeaders(lines);
  const body = readBody(rest, { headers, bodiless: method === "HEAD" || [101, 204, 304].includes(status) });
  if (!body.whole && !over) return null;
  return {
    status,
    headers,
    body: Buffer.from(body.text, "latin1").toString(),
    ended: body.whole ? "whole" : "closed",
    raw,
  };
}

function readHeaders(lines: string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return headers;
}

type Body = { text: string; whole: boolean };

function readBody(rest: string, { headers, bodiless }: { headers: Map<string, string[]>; bodiless: boolean }): Body {
  if (bodiless) return { text: "", whole: true };
  if (headers.get("transfer-encoding")?.includes("chunked")) return joinChunks(rest);
  const length = headers.get("content-length")?.[0];
  if (length === undefined) return { text: rest, whole: false };
  return { text: rest.slice(0, Number(length)), whole: rest.length >= Number(length) };
}

function joinChunks(rest: string): Body {
  let text = "";
  let at = 0;
  for (;;) {
    const end = rest.indexOf("\r\n", at);
    const size = end < 0 ? Number.NaN : Number.parseInt(rest.slice(at, end), 16);
    if (Number.isNaN(size)) return { text, whole: false };
    if (size === 0) return { text, whole: true };
    text += rest.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
    if (at > rest.length) return { text, whole: false };
  }
}
