/** What the model knows of prepaid credit and of granted budgets: sums of what was paid in, and of what lives have taken out. */

export class Purse {
  #credit = new Map<string, number>();
  #paidIn = new Map<string, number>();
  #payments = new Set<string>();
  #grantedDay = new Map<string, number>();
  #highestDay = new Map<string, number>();

  copy(): Purse {
    const copy = new Purse();
    copy.#credit = new Map(this.#credit);
    copy.#paidIn = new Map(this.#paidIn);
    copy.#payments = new Set(this.#payments);
    copy.#grantedDay = new Map(this.#grantedDay);
    copy.#highestDay = new Map(this.#highestDay);
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

  /** @param day micro-USD; null takes the grant away */
  grantDay(account: string, day: number | null): void {
    if (day === null) this.#grantedDay.delete(account);
    else this.#grantedDay.set(account, day);
    this.#highestDay.set(account, Math.max(day ?? 0, this.highestDayOf(account)));
  }

  grantedDayOf(account: string): number | undefined {
    return this.#grantedDay.get(account);
  }

  /** The most that was ever granted: what is spent stays spent when a budget is lowered. */
  highestDayOf(account: string): number {
    return this.#highestDay.get(account) ?? 0;
  }
}
