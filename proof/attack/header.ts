/** One header of an answer, as text. */
import type { Answer } from "../../tests/support/app/http-answer.ts";

/** @returns all its values, joined as HTTP does it; empty when it is missing */
export function header({ headers }: Answer, name: string): string {
  return (headers.get(name) ?? []).join(", ");
}
