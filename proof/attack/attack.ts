/** What an attack is: one thing that somebody tries, why it would matter, and what must hold. */
import type { Area } from "./areas.ts";
import type { ControlName } from "./controls.ts";
import type { ProfileName } from "./profile.ts";
import type { Target } from "./target.ts";
import type { Verdict } from "./verdict.ts";

/**
 * What it takes from the target, which also says when it runs: "slow" waits for a deadline beside all others, "free" is
 * refused before anything is counted, "served" and "counted" use up requests of an account, "last" uses up all of them.
 */
export type Cost = "slow" | "free" | "served" | "counted" | "last";

export type Attack = {
  id: string;
  area: Area;
  title: string;
  why: string;
  /** The honest request beside it. Where that fails, the attack could not have worked, and nothing is known. */
  control: ControlName;
  cost: Cost;
  /** Which protocols it can be said in; all when absent. */
  profiles?: ProfileName[];
  run: (target: Target) => Promise<Verdict>;
};
