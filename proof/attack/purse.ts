/** What the attacks may spend in money and time, and what they have spent by the most that a reply can cost, where the target tells no figures. */
import { UsedUp } from "./verdict.ts";

/** Where a target tells no figures these are estimates, at ten US dollars for a million output tokens: a reply of 250 tokens … */
export const REPLY_MICRO_USD = 2_500;
/** … and 50 tokens, at which it is left. */
export const SHORT_MICRO_USD = 500;

/** The rest is for finding the limits. */
const SHARE = 0.6;
const PATIENCE_SECONDS = 30;

export class Purse {
  readonly limitMicroUsd: number;
  #spentMicroUsd = 0;
  #secondsLeft = PATIENCE_SECONDS;

  constructor(maxUsd: number) {
    this.limitMicroUsd = Math.floor(maxUsd * 1_000_000);
  }

  spend(microUsd: number): void {
    this.#spentMicroUsd += microUsd;
  }

  /** @param spentMicroUsd what the target's own figures say, where it has some. @throws UsedUp */
  require(microUsd: number, spentMicroUsd = this.#spentMicroUsd): void {
    if (spentMicroUsd + microUsd > this.limitMicroUsd)
      throw new UsedUp(`it may spend more than is left of --max-usd ${this.limitMicroUsd / 1_000_000}`);
  }

  /** For attacks that come before the search for limits. @throws UsedUp */
  requireShare(microUsd: number): void {
    this.require(microUsd, this.#spentMicroUsd + this.limitMicroUsd * (1 - SHARE));
  }

  /** @returns whether there is so much time left to wait */
  takeTime(seconds: number): boolean {
    if (!(seconds <= this.#secondsLeft)) return false;
    this.#secondsLeft -= seconds;
    return true;
  }

  /** How many short replies it still has room for. */
  get shortReplies(): number {
    return Math.max(0, Math.floor((this.limitMicroUsd - this.#spentMicroUsd) / SHORT_MICRO_USD));
  }
}
