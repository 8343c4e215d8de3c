/** A text as the AI SDK's pages keep it, of a question or of an answer. */
import "server-only";

import { z } from "zod";

export const textPart = z.strictObject({
  type: z.literal("text"),
  text: z.string(),
  state: z.enum(["streaming", "done"]).optional(),
});
