/** Says before sending what the service would refuse after it: one message must fit by itself, measured as the service does. */
import { composer } from "../strings/chat.ts";

const STEP_PERCENT = 5;
const BYTES_A_CHARACTER = 3;

/**
 * @param mostBytes of UTF-8, which bound tokens from above; undefined while the limit is not known
 * @returns what to tell the visitor, or undefined when the text fits
 */
export function tooLong(text: string, mostBytes: number | undefined): string | undefined {
  if (mostBytes === undefined || text.length * BYTES_A_CHARACTER <= mostBytes) return undefined;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= mostBytes) return undefined;
  // In steps, so that a screen reader does not speak with every key.
  const percent = Math.ceil((100 * (bytes - mostBytes)) / bytes / STEP_PERCENT) * STEP_PERCENT;
  return composer.tooLong(percent);
}
