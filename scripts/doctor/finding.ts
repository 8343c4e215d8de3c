/** What the doctor finds: one line, what it means for going live, and its cure. */

export type Verdict =
  | "good"
  /** Not safe to go live. */
  | "bad"
  /** It matters, and could not be told. */
  | "unclear"
  /** Safe, but worth a thought. */
  | "hint"
  /** Only the owner can answer it. */
  | "question";

export type Finding = {
  area: "configuration" | "secrets" | "store" | "provider" | "sign-in" | "safeguards" | "deployment" | "checklist";
  verdict: Verdict;
  /** Never a value of a secret. */
  title: string;
  cure?: string;
};

type Say = (title: string, cure?: string) => Finding;

/** One short name for each verdict. */
export function speaker(area: Finding["area"]): Record<Verdict, Say> {
  const say =
    (verdict: Verdict): Say =>
    (title, cure) => ({ area, verdict, title, ...(cure && { cure }) });
  return { good: say("good"), bad: say("bad"), unclear: say("unclear"), hint: say("hint"), question: say("question") };
}

/** 0: safe to go live; 1: not; 2: could not tell. */
export function exitCode(findings: Finding[]): 0 | 1 | 2 {
  if (findings.some(({ verdict }) => verdict === "bad")) return 1;
  return findings.length === 0 || findings.some(({ verdict }) => verdict === "unclear") ? 2 : 0;
}
