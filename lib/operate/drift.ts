/** What the provider billed beside what the ledger knows, kept by day; says which drifts the owner has not been told of. */
import "server-only";

import { keys } from "../store/keys.ts";
import { fromStore } from "../store/redis.ts";
import { keptSeconds } from "../store/retention.ts";
import { runScript } from "../store/run-script.ts";

export type DayDrift = {
  /** UTC, "2026-11-23". */
  day: string;
  providerMicroUsd: number;
  ledgerMicroUsd: number;
  /** The provider's bill less the ledger's; above zero is spending that this service does not know of. */
  driftMicroUsd: number;
};

export const NO_ALERT = -1;

/**
 * KEYS the days' hashes; ARGV 1 checked at (ISO 8601), then provider, ledger, drift (micro-USD) and size class of each day.
 * Answers "stored", and the places of the days whose class is the highest so far. One step, so that no alert is told twice.
 */
const STORE_DRIFTS = `
local answer = 'stored'
for i = 1, #KEYS do
  local at = 4 * i - 2
  local known, class = tonumber(redis.call('HGET', KEYS[i], 'alerted') or '-1'), tonumber(ARGV[at + 3])
  redis.call('HSET', KEYS[i], 'provider', ARGV[at], 'ledger', ARGV[at + 1], 'drift', ARGV[at + 2], 'checkedAt', ARGV[1])
  if class > known then
    redis.call('HSET', KEYS[i], 'alerted', ARGV[at + 3])
    answer = answer .. ' ' .. string.format('%.0f', i)
  end
  redis.call('EXPIRE', KEYS[i], ${keptSeconds("drift")})
end
return answer
`;

export type ClassedDrift = DayDrift & { sizeClass: number };

/** One round trip. @returns the drifts to tell of, now and never again @throws Refusal `store_unavailable` */
export function storeDrifts(drifts: ClassedDrift[], nowMs: number): Promise<ClassedDrift[]> {
  const names = drifts.map(({ day }) => keys.drift(day));
  const figures = drifts.flatMap(({ providerMicroUsd, ledgerMicroUsd, driftMicroUsd, sizeClass }) => {
    return [providerMicroUsd, ledgerMicroUsd, driftMicroUsd, sizeClass];
  });
  return fromStore(async () => {
    const answer = await runScript(STORE_DRIFTS, names, [new Date(nowMs).toISOString(), ...figures]);
    const [word, ...places] = String(answer).split(" ");
    if (word !== "stored") throw new Error("The script answered something else");
    return places.flatMap((place) => drifts[Number(place) - 1] ?? []);
  });
}
