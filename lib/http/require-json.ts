/** What the headers alone can say about a body that would be refused anyway. */
import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";

/** @throws Refusal `unsupported_media_type` for anything but plain UTF-8 JSON */
export function requireJson(headers: Headers): void {
  const type = headers.get("content-type") ?? "";
  const plain = (headers.get("content-encoding") ?? "identity").toLowerCase() === "identity";
  if (!plain || !/^application\/json(\s*;\s*charset="?utf-8"?)?\s*$/i.test(type))
    throw new Refusal("unsupported_media_type");
}

/**
 * @param maxBytes by default `limits.bodyBytes`
 * @throws Refusal `body_too_large` when the declared length is over the cap; the route counts what arrives
 */
export function requireDeclaredLength(headers: Headers, maxBytes = safeguards().limits.bodyBytes): void {
  const declared = Number(headers.get("content-length") ?? 0);
  if (declared > maxBytes) throw new Refusal("body_too_large");
}
