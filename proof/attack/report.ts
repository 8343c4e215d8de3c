/** What a run found out, as the report card, the page and the machine-readable files read it. */
import type { Area } from "./areas.ts";
import type { ProfileName } from "./profile.ts";

/** @property held null where the attack does not apply: the honest request beside it did not succeed either */
export type Result = { id: string; area: Area; title: string; held: boolean | null; detail: string };

/** A safeguard that the target lacks altogether; its attacks are among the failures. */
export type Missing = {
  name: string;
  /** One sentence. */
  means: string;
  /** The file of ours that shows how it is done, from the root of the repository. */
  see: string;
};

export type Report = {
  url: string;
  profile: ProfileName;
  passed: number;
  failed: number;
  notApplicable: number;
  missing: Missing[];
  results: Result[];
  /** What is wrong with the cookies and headers that were given. */
  complaints: string[];
  seconds: number;
};

/** What `--json` prints. */
export function asJson({ complaints: _complaints, seconds: _seconds, ...report }: Report): string {
  return JSON.stringify(report);
}
