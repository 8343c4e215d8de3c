/** The mark that sessions have ended: an epoch second that only grows, so that an older write which arrives late brings no session back. */
import "server-only";

import { z } from "zod";

import { defineScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { fromStore } from "../store/redis.ts";
import { runScript } from "../store/run-script.ts";

/** `kept_ms` is the text of a number; "0" keeps the mark for ever. */
export const MARK = `
local function mark(key, second, kept_ms)
  if tonumber(redis.call('GET', key) or '0') >= tonumber(second) then return end
  if kept_ms == '0' then redis.call('SET', key, second) else redis.call('SET', key, second, 'PX', kept_ms) end
end
`;

export const MARK_ENDED = defineScript({
  keys: ["ended"],
  args: ["second kept_ms"],
  lua: `${MARK}
mark(ended, second, kept_ms)
return 'marked'
`,
});

/** @param second epoch seconds @param keptMs milliseconds; 0 keeps the mark for ever @throws Refusal `store_unavailable` */
export async function markEnded(whose: string, second: number, keptMs = 0): Promise<void> {
  const named = { keys: { ended: keys.signedOut(whose) }, args: { second, kept_ms: keptMs } };
  await fromStore(async () => z.literal("marked").parse(await MARK_ENDED.run(runScript, named)));
}
