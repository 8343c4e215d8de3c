/** The deployment under attack: how it is spoken to, the accounts the attacker holds, and what may be asked and spent. */
import { Account } from "./account.ts";
import { Connection } from "./connection.ts";
import type { HeaderFields } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { type Profile, profileOf, type ProfileName } from "./profile.ts";
import { Purse, REPLY_MICRO_USD } from "./purse.ts";
import { NotApplicable } from "./verdict.ts";

export type TargetOptions = {
  url: string;
  profile?: ProfileName;
  /** Where questions go, when it is not the profile's usual address. */
  path?: string | undefined;
  /** "name=value" each. */
  cookie?: string | undefined;
  secondCookie?: string | undefined;
  /** Credentials in a header (authorization, x-api-key, api-key) are the first account's; others go with every request. */
  headers?: Record<string, string>;
  /** Credentials of the second account. */
  secondHeaders?: Record<string, string>;
  /** One that the accounts may use, and one that they may not, which costs more. */
  model?: string | undefined;
  dearerModel?: string | undefined;
  /** Requests that may be sent to find a limit. */
  maxRequests?: number;
  /** US dollars that the attacks may spend, all together. */
  maxUsd?: number;
};

const CREDENTIALS = /^(?:authorization|x-api-key|api-key|cookie)$/i;

export class Target extends Connection {
  readonly profile: Profile;
  readonly accounts: Account[];
  /** Somebody without credentials. */
  readonly stranger: Account;
  readonly purse: Purse;
  readonly maxRequests: number;
  readonly model: string | undefined;
  readonly dearerModel: string | undefined;
  /** Why there are fewer accounts than cookies. */
  readonly complaints: string[] = [];

  constructor({ url, profile = "starter", path, maxRequests = 150, maxUsd = 1, ...rest }: TargetOptions) {
    const given = Object.entries(rest.headers ?? {});
    super(url, Object.fromEntries(given.filter(([name]) => !CREDENTIALS.test(name))));
    this.profile = profileOf(profile, { path, model: rest.model });
    this.model = rest.model;
    this.dearerModel = rest.dearerModel;
    this.maxRequests = maxRequests;
    this.purse = new Purse(maxUsd);
    this.stranger = this.account({});
    const first = Object.fromEntries(given.filter(([name]) => CREDENTIALS.test(name)));
    this.accounts = [withCookie(first, rest.cookie), withCookie(rest.secondHeaders ?? {}, rest.secondCookie)]
      .filter((credentials) => Object.keys(credentials).length > 0)
      .map((credentials) => this.account(credentials));
  }

  account(credentials: HeaderFields): Account {
    return new Account({ connection: this, profile: this.profile, purse: this.purse, credentials });
  }

  /** Drops accounts whose credentials open nothing here. @returns false when nobody answers at this address */
  async prepare(): Promise<boolean> {
    const first = await this.ask("/api/health", { deadlineMs: 15_000 });
    if (first.status === 0) return false;
    for (const [at, account] of [...this.accounts.entries()].toReversed()) {
      const complaint = await account.prepare();
      if (complaint) this.accounts.splice(at, 1);
      if (complaint) this.complaints.push(`The ${at === 0 ? "first" : "second"} session: ${complaint}`);
    }
    // Where everybody is answered, a stranger is as good a user as any.
    if (!this.profile.isStarter && this.accounts.length === 0 && (await this.stranger.fire()).status === 200)
      this.accounts.push(this.stranger);
    const [one, two] = this.accounts;
    if (one && two && one.subject !== "" && one.subject === two.subject) {
      this.accounts.pop();
      this.complaints.push("The two sessions are one account's");
    }
    return true;
  }

  /** What a stranger must not get, asked for with these headers: a token, or else a reply. */
  knock(headers: HeaderFields): Promise<Answer> {
    return this.profile.isStarter ? this.post("/api/token", { headers }) : this.stranger.offerAnyway({ headers });
  }

  get one(): Account {
    const [account] = this.accounts;
    if (!account) throw new NotApplicable("no session: give --cookie, or --header with a key");
    return account;
  }

  get two(): Account {
    const [, account] = this.accounts;
    if (!account) throw new NotApplicable("no second account: give --second-cookie, or --second-header");
    return account;
  }

  /** Whose request to use up next: theirs who has most left. */
  get payer(): Account {
    return this.accounts.toSorted((a, b) => b.remaining - a.remaining)[0] ?? this.one;
  }

  /** @throws UsedUp when so many more replies could cost more than --max-usd allows */
  async requireAllowance(replies: number): Promise<void> {
    if (!this.profile.isStarter) return this.purse.require(replies * REPLY_MICRO_USD);
    let spent = 0;
    for (const account of this.accounts) spent += await account.spentMicroUsd();
    this.purse.require(replies * REPLY_MICRO_USD, spent);
  }
}

function withCookie(headers: HeaderFields, cookie: string | undefined): HeaderFields {
  return cookie === undefined ? headers : { ...headers, cookie };
}
