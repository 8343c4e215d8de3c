/** The code of an error that a provider describes, before its answer or amid it. */
import "server-only";

import { z } from "zod";

/** OpenRouter: a 403 with reasons is the question's, and any other is the key's. https://openrouter.ai/docs/api-reference/errors */
const flaggedSchema = z.object({ metadata: z.object({ reasons: z.array(z.unknown()).min(1) }) });

export type Fault = { code?: unknown; type?: unknown };

/** @returns as it came, whatever it is */
export function faultCode(fault: Fault): unknown {
  return flaggedSchema.safeParse(fault).success ? "moderation_blocked" : (fault.code ?? fault.type);
}
