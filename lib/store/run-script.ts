/** Runs a Lua script by its hash, in one round trip, and sends its text only to a store that does not know it yet. */
import { redis } from "./redis.ts";

type Script = ReturnType<ReturnType<typeof redis>["createScript"]>;

const known = new Map<string, Script>();

export async function runScript(script: string, keys: string[], args: (string | number)[]): Promise<unknown> {
  const prepared = known.get(script) ?? redis().createScript(script);
  known.set(script, prepared);
  return prepared.exec(keys, args.map(String));
}
