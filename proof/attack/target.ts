/** The deployment under attack: its address, the accounts the attacker holds, and what may be spent. */
import { Account } from "./account.ts";
import { NotTried } from "./attack.ts";
import { type Ask, ask } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";

export type TargetOptions = {
  url: string;
  /** "name=value" each. */
  cookie?: string | undefined;
  secondCookie?: string | undefined;
  /** US dollars that the attacks may spend of the accounts' budgets, all together. */
  spendUsd?: number;
};

/** More than one short reply costs on the models that people put into a starter. */
const MICRO_USD_PER_REPLY = 2_500;

export class Target {
  readonly url: URL;
  readonly accounts: Account[];
  readonly spendMicroUsd: number;
  /** Why there are fewer accounts than cookies. */
  readonly complaints: string[] = [];

  constructor({ url, cookie, secondCookie, spendUsd = 0.05 }: TargetOptions) {
    this.url = new URL(url);
    this.accounts = [cookie, secondCookie].filter((one) => one !== undefined).map((one) => new Account(this, one));
    this.spendMicroUsd = Math.floor(spendUsd * 1_000_000);
  }

  ask(path: string, request: Ask = {}): Promise<Answer> {
    return ask(this.url, path, request);
  }

  post(path: string, request: Ask = {}): Promise<Answer> {
    return this.ask(path, { method: "POST", body: "", ...request });
  }

  /** Drops accounts whose cookie opens nothing here. @returns false when nobody answers at this address */
  async prepare(): Promise<boolean> {
    const health = await this.ask("/api/health", { deadlineMs: 15_000 });
    if (health.status === 0) return false;
    for (const [at, account] of [...this.accounts.entries()].toReversed()) {
      const complaint = await account.prepare();
      if (complaint) this.accounts.splice(at, 1);
      if (complaint) this.complaints.push(`The ${at === 0 ? "first" : "second"} cookie: ${complaint}`);
    }
    const [one, two] = this.accounts;
    if (one && two && one.subject !== "" && one.subject === two.subject) {
      this.accounts.pop();
      this.complaints.push("The two cookies are one account's");
    }
    return true;
  }

  get one(): Account {
    const [account] = this.accounts;
    if (!account) throw new NotTried("no session: give --cookie");
    return account;
  }

  get two(): Account {
    const [, account] = this.accounts;
    if (!account) throw new NotTried("no second account: give --second-cookie");
    return account;
  }

  /** Whose request to use up next: theirs who has most left. */
  get payer(): Account {
    return this.accounts.toSorted((a, b) => b.remaining - a.remaining)[0] ?? this.one;
  }

  /** @throws NotTried when so many more replies could cost more than --spend allows */
  async requireAllowance(replies: number): Promise<void> {
    let spent = 0;
    for (const account of this.accounts) spent += await account.spentMicroUsd();
    if (spent + replies * MICRO_USD_PER_REPLY > this.spendMicroUsd)
      throw new NotTried(`it may spend more than is left of --spend ${this.spendMicroUsd / 1_000_000}`);
  }
}
