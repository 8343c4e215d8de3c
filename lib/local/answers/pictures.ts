/** What the stand-in says of the pictures in a question. */
import "server-only";

import { pictureFacts } from "../picture-facts.ts";
import type { Turn } from "../provider-request.ts";

const UNREAD = "whose colours this stand-in does not read";

/** @returns undefined when the last question has no picture @throws Error for what is no picture */
export function pictureAnswer(turns: Turn[]): string | undefined {
  const asked = turns.findLast(({ role }) => role === "user");
  const pictures = asked?.role === "user" ? (asked.pictures ?? []) : [];
  if (pictures.length === 0) return undefined;
  const points = pictures.map(pictureFacts).map(({ kind, width, height, colour }) => {
    const size = `a ${kind} of **${width} × ${height} pixels**`;
    return `- ${size}${colour ? `, mostly **${colour}**` : `, ${UNREAD}`}`;
  });
  const count = pictures.length === 1 ? "one picture" : `${pictures.length} pictures`;
  return `I see ${count}:\n\n${points.join("\n")}`;
}
