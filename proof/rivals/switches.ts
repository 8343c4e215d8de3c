/** One switch for each safeguard: those that turn it off and nothing else. */
import { type Switch, SWITCHES } from "../attack/one-off-switches.ts";
import { safeguardOf } from "../attack/safeguards.ts";

const byName = Map.groupBy(SWITCHES, ({ named }) => safeguardOf(named).name);

/** What a configuration can turn off is turned off by it; the rest by a proxy. */
export const CHOSEN: Switch[] = [...byName.values()].flatMap(([first]) => (first ? [first] : []));
