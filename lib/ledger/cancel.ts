/** Undoes a reservation whose answer was lost, and keeps one that is still on its way from taking hold later. */
import "server-only";

import { defineScript, type RunScript } from "../store/define-script.ts";
import { END } from "./end.ts";
import { GAUGE, NUMBERS, SLOTS } from "./lua.ts";
import { brokenStore, keysOf, MEMORY_MS, type Reservation } from "./reservation.ts";

/** Leaves a tombstone in the reservation's place, and its token spent. What was settled stays so. Answers "cancelled". */
export const CANCEL = defineScript({
  keys: ["reservation running credit outstanding spend service"],
  args: ["id day month ended_ms held_ms spend_ms service_ms"],
  lua: `${NUMBERS}${SLOTS}${GAUGE}${END}
if is_over then return 'cancelled' end
local ends = known and read_ends(0)
free_slot()
redis.call('SET', reservation, 'cancelled', 'PX', ended_ms)
if ends then write_ends(ends) end
return 'cancelled'
`,
});

/** @throws when the store gives no answer, or one that is not the script's; then it may be applied or not */
export async function cancelIn(run: RunScript, reservation: Reservation): Promise<void> {
  const { id, day, month } = reservation;
  const args = { id, day, month, ...MEMORY_MS };
  if ((await CANCEL.run(run, { keys: keysOf(reservation), args })) !== "cancelled") throw brokenStore();
}
