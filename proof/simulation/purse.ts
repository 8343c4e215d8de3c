/** What the model knows of prepaid credit and of grants: sums of what was paid in, and of what lives have taken out. */
import type { Grant, Terms } from "./steps.ts";

type Granted = Grant & { untilMs: number };

export class Purse {
  #credit = new Map<string, number>();
  #paidIn = new Map<string, number>();
  #payments = new Set<string>();
  #grants = new Map<string, Granted>();
  #highest = new Map<string, { month: number; day: number }>();
  readonly #team: Terms;

  /** @param team the terms of a plan that may be granted */
  constructor(team: Terms) {
    this.#team = team;
  }

  copy(): Purse {
    const copy = new Purse(this.#team);
    copy.#credit = new Map(this.#credit);
    copy.#paidIn = new Map(this.#paidIn);
    copy.#payments = new Set(this.#payments);
    copy.#grants = new Map(this.#grants);
    copy.#highest = new Map(this.#highest);
    return copy;
  }

  creditOf(account: string): number {
    return this.#credit.get(account) ?? 0;
  }

  /** All that was ever paid in: no account can have spent more on credit. */
  paidInBy(account: string): number {
    return this.#paidIn.get(account) ?? 0;
  }

  get outstanding(): number {
    return [...this.#credit.values()].reduce((sum, credit) => sum + credit, 0);
  }

  /** @returns what the store must answer */
  pay(account: string, key: string, microUsd: number): { creditMicroUsd: number; applied: boolean } {
    const payment = `${account} ${key}`;
    if (this.#payments.has(payment)) return { creditMicroUsd: this.creditOf(account), applied: false };
    this.#payments.add(payment);
    this.#paidIn.set(account, this.paidInBy(account) + Math.max(0, microUsd));
    this.#credit.set(account, Math.max(0, this.creditOf(account) + microUsd));
    return { creditMicroUsd: this.creditOf(account), applied: true };
  }

  take(account: string, microUsd: number): void {
    this.#credit.set(account, this.creditOf(account) - microUsd);
  }

  /** @returns what credit could not pay, when the rest of a hold is less than nothing */
  giveBack(account: string, rest: number): number {
    const after = this.creditOf(account) + rest;
    this.#credit.set(account, Math.max(0, after));
    return Math.max(0, -after);
  }

  /** @param grant null takes it away @param untilMs epoch milliseconds, infinite for a grant without an end */
  grant(account: string, grant: Grant | null, untilMs: number): void {
    if (grant === null) return void this.#grants.delete(account);
    this.#grants.set(account, { ...grant, untilMs });
    const highest = this.highestOf(account);
    const { month, day } = this.#within(grant, NOTHING);
    this.#highest.set(account, { month: Math.max(month, highest.month), day: Math.max(day, highest.day) });
  }

  /** What an account may do at a moment. @param own by its plan */
  termsOf(account: string, own: Terms, nowMs: number): Terms {
    const grant = this.#grants.get(account);
    return grant && grant.untilMs > nowMs ? this.#within(grant, own) : own;
  }

  #within({ isTeam, month, day }: Grant, own: Terms): Terms {
    const plan = isTeam ? this.#team : own;
    return { ...plan, month: month ?? plan.month, day: day ?? plan.day };
  }

  /** The most that was ever granted: what is spent stays spent when a budget is lowered. */
  highestOf(account: string): { month: number; day: number } {
    return this.#highest.get(account) ?? NOTHING;
  }
}

const NOTHING: Terms = { month: 0, day: 0, parallelReplies: 0 };
