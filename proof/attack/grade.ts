/** How a target does in each area: a letter, and the figures behind it. */
import { AREAS, type Area } from "./areas.ts";
import type { Report } from "./report.ts";
import { safeguardOf } from "./safeguards.ts";

export type Letter = "A" | "B" | "C" | "D" | "F" | "–";
export type Grade = { area: Area; grade: Letter; applicable: number; held: number; failed: number; missing: number };

/** Areas in which nothing was chosen are left out. */
export function gradesOf({ results, missing }: Report): Grade[] {
  const absent = new Set(missing.map(({ name }) => name));
  return AREAS.map((area) => {
    const here = results.filter((result) => result.area === area);
    const held = here.filter((result) => result.held === true).length;
    const failures = here.filter((result) => result.held === false);
    const applicable = held + failures.length;
    const lacking = failures.filter(({ id }) => absent.has(safeguardOf(id).name)).length;
    return {
      area,
      grade: letterOf(held, applicable),
      applicable,
      held,
      failed: failures.length,
      missing: lacking,
      all: here.length,
    };
  }).filter(({ all }) => all > 0);
}

/** A: all that applies holds. One hole is enough for whoever finds it, so the letters fall quickly. */
export function letterOf(held: number, applicable: number): Letter {
  if (applicable === 0) return "–";
  const share = held / applicable;
  if (share === 1) return "A";
  if (share >= 0.9) return "B";
  if (share >= 0.75) return "C";
  return share >= 0.5 ? "D" : "F";
}
