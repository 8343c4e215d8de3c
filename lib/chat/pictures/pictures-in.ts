/** The pictures among the parts of a message, each checked by its bytes. */
import "server-only";

import { safeguards } from "../../safeguards.ts";
import type { Picture } from "../chat-input.ts";
import { checkPicture } from "./check-picture.ts";

type Part = { type: string } | { type: "file"; mediaType: string; url: string };

/** @throws Refusal as lib/chat/pictures/check-picture.ts does */
export function picturesIn(parts: Part[]): Picture[] {
  const { imageBytes } = safeguards().limits;
  return parts.flatMap((part) => ("url" in part ? [checkPicture(part, imageBytes)] : []));
}
