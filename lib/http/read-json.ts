/** From a request's body to a value of a known type, or a refusal that says where it does not fit. */
import { z } from "zod";

import { Refusal } from "../errors.ts";
import { safeguards } from "../safeguards.ts";
import { readBody } from "./read-body.ts";

/**
 * @param maxBytes by default `limits.bodyBytes`
 * @throws Refusal `invalid_request`, `body_too_large`, `body_timeout`
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, maxBytes?: number): Promise<T> {
  const { bodyBytes, bodySeconds } = safeguards().limits;
  const text = await readBody(request, { maxBytes: maxBytes ?? bodyBytes, seconds: bodySeconds });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Refusal("invalid_request", { detail: whatIsWrong(cause), cause });
  }
}

/** Names the place and never repeats the value: it may be a prompt. */
function whatIsWrong(error: unknown): string {
  if (!(error instanceof z.ZodError)) return "The body is not valid JSON.";
  const places = error.issues.slice(0, 3).map(({ path }) => path.join(".") || "(top)");
  return `The body does not fit at: ${places.join(", ")}`;
}
