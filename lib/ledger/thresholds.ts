/** Shares of a budget that the owner hears of: found inside the script that crosses them, so that each is told of once. */
import "server-only";

import type { BudgetWindow } from "./budget-windows.ts";
import { brokenStore } from "./reservation.ts";

/** A window that has newly reached a threshold, with the limit that was in force. */
export type Crossing = { window: BudgetWindow; percent: number; usedMicroUsd: number };

/** What a window newly reaches with this total, "+50+80", and the highest of it. Needs NUMBERS and the name `thresholds`. */
export const THRESHOLDS = `
local function reached(total, limit, before)
  local highest, fresh = 0, ''
  for word in string.gmatch(thresholds, '[^,]+') do
    local percent = tonumber(word)
    if percent > before and total * 100 >= percent * limit then
      fresh = fresh .. '+' .. word
      if percent > highest then highest = percent end
    end
  end
  return fresh, tostring(highest)
end
`;

/** @param text "4+50+80=1750000/2000000": the fourth window has reached 50 and 80 percent, so many of so many micro-USD @throws when it is none */
export function parseCrossings(text: string, windows: BudgetWindow[]): Crossing[] {
  const [, place, percents, used, limit] = /^(\d+)((?:\+[\d.]+)+)=(\d+)\/(\d+)$/.exec(text) ?? [];
  const shipped = windows[Number(place) - 1];
  if (!shipped || !percents) throw brokenStore();
  const window = { ...shipped, limitMicroUsd: Number(limit) };
  return percents
    .slice(1)
    .split("+")
    .map((percent) => ({ window, percent: Number(percent), usedMicroUsd: Number(used) }));
}
