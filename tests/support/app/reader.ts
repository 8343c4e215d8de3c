/** Readers of a reply: one that stops at a word and keeps the line open, and one that notes when its end was told. */
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";

import { readChunks } from "../client.ts";

const DONE = "data: [DONE]";

/** @returns all that has come once so many words have, or everything when the reply ends before; nothing for a lost line */
export async function readWords(sent: Promise<Response>, words = 0): Promise<string> {
  const response = await sent.catch(() => undefined);
  return readUntil(response, (seen) => seen.includes('"type":"start"') && tokensIn(seen) >= words - 1);
}

/** Words that arrived together come in one chunk, so the text is counted; the last token of a text that goes on may be half a one. */
function tokensIn(seen: string): number {
  const deltas = seen.matchAll(/"delta":("(?:[^"\\]|\\.)*")/g);
  return encode(Array.from(deltas, ([, delta = '""']) => JSON.parse(delta) as string).join("")).length;
}

export type Ending = {
  /** The code of the error chunk; undefined for a reply that finished. */
  code: string | undefined;
  /** When that was told, by performance.now(). */
  atMs: number;
};

/** @throws unless the stream ends the way the protocol says */
export async function readEnding(response: Response): Promise<Ending> {
  const [watched, whole] = [response.clone(), readChunks(response)];
  await readUntil(watched, (seen) => /"type":"(?:error|finish)"/.test(seen));
  const atMs = performance.now();
  const last = (await whole).at(-1);
  if (last?.type !== "error") return { code: undefined, atMs };
  return { code: z.looseObject({ code: z.string() }).parse(JSON.parse(last.errorText ?? "")).code, atMs };
}

async function readUntil(response: Response | undefined, enough: (seen: string) => boolean): Promise<string> {
  const decoder = new TextDecoder();
  let seen = "";
  const reader = response?.body?.getReader();
  reader?.closed.catch(() => {});
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    seen += decoder.decode(part.value, { stream: true });
    if (enough(seen) || seen.includes(DONE)) break;
  }
  return seen;
}
