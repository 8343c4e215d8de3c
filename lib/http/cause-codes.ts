/** What an error and its causes say in words that are safe to log. Messages can carry ids, prompts and keys: none is taken. */
import { z } from "zod";

const SAFE_WORD = /^[\w-]{1,60}$/;
const DEEPEST = 5;

/** What names a fault without describing it: an answer's status, and the code of the system, the provider or the store. */
const faultSchema = z.object({
  // Every error has one, those of the process that reach the edge's sandbox too, where `instanceof` knows none of them.
  stack: z.string(),
  name: z.string().optional().catch(undefined),
  message: z.string().catch(""),
  status: z.int().optional().catch(undefined),
  code: z.string().nullish().catch(undefined),
  cause: z.unknown().optional(),
});

/** The known codes of Redis, of the network and of a deadline. Nothing else of a store's message is taken. */
const STORE_CODE =
  /\b(?:OOM|READONLY|NOPERM|MISCONF|LOADING|BUSY|WRONGPASS|NOAUTH|Unauthorized|WRONGTYPE|MASTERDOWN|CLUSTERDOWN|CROSSSLOT|NOREPLICAS|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|TimeoutError)\b/;
/** How Redis words a NOPERM for a command inside a script. */
const NO_PERMISSION = /can't run this command|ACL failure in script/;

/** @returns from the outside in, e.g. "Error 401 invalid_api_key" or "Error TypeError ECONNREFUSED"; "" for no error */
export function causeCodes(error: unknown): string {
  const words: (string | undefined)[] = [];
  let at = faultSchema.safeParse(error).data;
  for (let depth = 0; at && depth < DEEPEST; at = faultSchema.safeParse(at.cause).data, depth += 1) {
    const { name, status, code, message } = at;
    words.push(
      name,
      status?.toString(),
      code ?? undefined,
      name === "UpstashError" || name === "ReplyError" ? storeCode(message) : undefined,
    );
  }
  return [...new Set(words)].filter((word) => word !== undefined && SAFE_WORD.test(word)).join(" ");
}

/** The client puts words of its own before the store's, and the whole command behind them: "Command failed: OOM …, command was: …". */
function storeCode(message: string): string | undefined {
  const [said = ""] = message.split(", command was:");
  return NO_PERMISSION.test(said) ? "NOPERM" : STORE_CODE.exec(said)?.[0];
}
