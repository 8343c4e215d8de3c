/** Reads a request's body with a cap on its bytes and on its time, counting what arrives and not what was declared. */
import { Refusal } from "../errors.ts";

export type Caps = { maxBytes: number; seconds: number };

/** @throws Refusal `body_too_large`, `body_timeout`, or `invalid_request` when it is not UTF-8 */
export async function readBody(request: Request, { maxBytes, seconds }: Caps): Promise<string> {
  const reader = request.body?.getReader();
  if (!reader) return "";
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Refusal("body_timeout")), seconds * 1000);
  try {
    return await Promise.race([readAll(reader, maxBytes), tooLate]);
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let text = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.byteLength;
    if (bytes > maxBytes) throw new Refusal("body_too_large");
    text += decode(decoder, read.value);
  }
  return text + decode(decoder);
}

/** Without bytes: the end, at which no character may be left half. */
function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch (cause) {
    throw new Refusal("invalid_request", { detail: "The body is not valid UTF-8.", cause });
  }
}
