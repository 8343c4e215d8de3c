/** Replaces a hold by what the reply cost: once, however often it is asked for, and in the periods that were reserved in. */
import "server-only";

import { defineScript, type RunScript } from "../store/define-script.ts";
import { END } from "./end.ts";
import { GAUGE, NUMBERS, SLOTS } from "./lua.ts";
import { brokenStore, keysOf, MEMORY_MS, type Reservation } from "./reservation.ts";

/** A reservation that the store has lost is counted anew: the reply was billed. Answers "settled". */
export const SETTLE = defineScript({
  keys: ["reservation running credit outstanding spend service"],
  args: ["id cost day month ended_ms held_ms spend_ms service_ms"],
  lua: `${NUMBERS}${SLOTS}${GAUGE}${END}
local ends = not is_over and read_ends(money(cost))
free_slot()
if not ends then return 'settled' end
redis.call('SET', reservation, 'settled ' .. cost, 'PX', ended_ms)
write_ends(ends)
return 'settled'
`,
});

/** @param cost micro-USD @throws when the store gives no answer, or one that is not the script's; then it may be applied or not */
export async function settleIn(run: RunScript, reservation: Reservation, cost: number): Promise<void> {
  const { id, day, month } = reservation;
  const args = { id, cost, day, month, ...MEMORY_MS };
  if ((await SETTLE.run(run, { keys: keysOf(reservation), args })) !== "settled") throw brokenStore();
}
