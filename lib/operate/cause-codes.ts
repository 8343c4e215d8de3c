/** What an error and its causes say in words that are safe to log. Messages can carry ids, prompts and keys: none is taken. */
import { z } from "zod";

const SAFE_WORD = /^[\w-]{1,60}$/;
const DEEPEST = 5;

/** What names a fault without describing it: an answer's status, and the code of the system, the provider or the store. */
const faultSchema = z.object({
  name: z.string().optional().catch(undefined),
  status: z.int().optional().catch(undefined),
  code: z.string().nullish().catch(undefined),
  cause: z.unknown().optional(),
});

/** Redis begins its messages with a code of its own: NOAUTH, WRONGPASS, OOM. */
const REDIS_CODE = /^[A-Z]{3,20}(?= )/;

/** @returns from the outside in, e.g. "Error 401 invalid_api_key" or "Error TypeError ECONNREFUSED"; "" for no error */
export function causeCodes(error: unknown): string {
  const words: (string | undefined)[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < DEEPEST; at = at.cause, depth += 1) {
    const { name, status, code } = faultSchema.parse(at);
    words.push(
      name,
      status?.toString(),
      code ?? undefined,
      name === "UpstashError" ? redisCode(at.message) : undefined,
    );
  }
  return [...new Set(words)].filter((word) => word !== undefined && SAFE_WORD.test(word)).join(" ");
}

function redisCode(message: string): string | undefined {
  return REDIS_CODE.exec(message)?.[0];
}
