/** One user whom the attacker can be: asks with their credentials, and knows what they still may ask for. */
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { Connection } from "./connection.ts";
import { claimsOf } from "./forge.ts";
import { type Ask, type Conversation, converse, type HeaderFields, wire } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { header } from "./header.ts";
import { parseJson } from "./json.ts";
import type { Profile } from "./profile.ts";
import { type Purse, REPLY_MICRO_USD, SHORT_MICRO_USD } from "./purse.ts";
import { readUsage, type Usage, usedToday } from "./usage.ts";
import { NotApplicable, UsedUp } from "./verdict.ts";

const tokenSchema = z.looseObject({ token: z.string(), expiresInSeconds: z.number() });

/** Kept back for the attacks that come last. */
const KEPT_BACK = 4;
const LONG_ENOUGH_MS = 8_000;
export type ChatAsk = {
  text?: string;
  extra?: Record<string, unknown>;
  body?: string | Buffer;
  headers?: HeaderFields;
  token?: string;
  /** Another spelling of the address. */
  path?: string;
};

export type AccountParts = { connection: Connection; profile: Profile; purse: Purse; credentials: HeaderFields };

export class Account {
  readonly #connection: Connection;
  readonly #profile: Profile;
  readonly #purse: Purse;
  readonly credentials: HeaderFields;
  /** Chat requests left in the tightest window, as far as the target tells. */
  remaining = Number.POSITIVE_INFINITY;
  subject = "";
  /** Whether a question needs a token beside it. */
  hasTokens: boolean;
  #usedAtStart = 0;
  /** A limit here believes what a sender says about its address. */
  #isDisguised = false;

  constructor({ connection, profile, purse, credentials }: AccountParts) {
    this.#connection = connection;
    this.#profile = profile;
    this.#purse = purse;
    this.credentials = credentials;
    this.hasTokens = profile.isStarter;
  }

  /** "name=value"; empty where the account is known by a header. */
  get cookie(): string {
    return this.credentials.cookie?.toString() ?? "";
  }

  /** @returns what is wrong with the credentials, if anything */
  async prepare(): Promise<string | undefined> {
    if (!this.#profile.isStarter) return undefined;
    const answer = await this.get("/api/usage");
    if (answer.status !== 200) return `GET /api/usage answers ${answer.status}`;
    const usage = readUsage(answer);
    this.remaining = Math.min(...(usage?.requests ?? []).map(({ remaining }) => remaining));
    this.#usedAtStart = usedToday(usage);
    const token = await this.askForToken();
    this.hasTokens = ![404, 405].includes(token.status);
    const { sub } = claimsOf(token.body);
    this.subject = typeof sub === "string" ? sub : "";
    return undefined;
  }

  get(path: string, { headers, ...request }: Ask = {}): Promise<Answer> {
    return this.#connection.ask(path, { headers: { ...this.credentials, ...headers }, ...request });
  }

  post(path: string, { headers, ...request }: Ask = {}): Promise<Answer> {
    return this.#connection.post(path, { headers: { ...this.credentials, ...headers }, ...request });
  }

  askForToken(headers: HeaderFields = {}): Promise<Answer> {
    return this.post("/api/token", { headers: { origin: this.#connection.url.origin, ...headers } });
  }

  /** @throws NotApplicable when none is to be had, which is no verdict on what it was wanted for */
  async token(): Promise<string> {
    if (!this.hasTokens) return "";
    const answer = await this.askForToken();
    const parsed = tokenSchema.safeParse(parseJson(answer.body));
    if (answer.status !== 200 || !parsed.success) throw new NotApplicable(`POST /api/token answers ${answer.status}`);
    return parsed.data.token;
  }

  async usage(): Promise<Usage> {
    const usage = this.#profile.isStarter ? readUsage(await this.get("/api/usage")) : undefined;
    if (!usage) throw new NotApplicable("nobody is told what they have left");
    return usage;
  }

  /** By the target's own figures. */
  async spentMicroUsd(): Promise<number> {
    return usedToday(await this.usage()) - this.#usedAtStart;
  }

  /** A chat request that must be refused. @throws UsedUp when the account has too few left */
  async offer(ask: ChatAsk): Promise<Answer> {
    this.#requireRequests();
    if (!this.#profile.isStarter) this.#purse.requireShare(priceOf(this.#request(ask)));
    return this.offerAnyway(ask);
  }

  /** Also when only a few are left: for attacks that are refused before they count. Gets past a limit, or waits for it. */
  async offerAnyway(ask: ChatAsk = {}): Promise<Answer> {
    const answer = await this.fire(this.#isDisguised ? disguised(ask) : ask);
    if (this.#profile.isStarter || answer.status !== 429) return answer;
    const other = await this.fire(disguised(ask));
    this.#isDisguised = other.status !== 429;
    const wait = Number(header(other, "retry-after") || 5);
    if (this.#isDisguised || !this.#purse.takeTime(wait)) return other;
    await sleep(wait * 1_000);
    return this.fire(ask);
  }

  /** One chat request, at once, whatever is left: for attacks that want to use it up. */
  async fire(ask: ChatAsk = {}): Promise<Answer> {
    return this.#chat(await this.#withToken(ask), true);
  }

  /** One chat request and its whole reply. @throws UsedUp when the account has too few left */
  async chat(ask: ChatAsk = {}): Promise<Answer> {
    this.#requireRequests();
    return this.#chat(await this.#withToken(ask), false);
  }

  /** Opens a reply and goes on listening. */
  async open(ask: ChatAsk = {}): Promise<Conversation> {
    this.#requireRequests();
    this.remaining -= 1;
    const { url } = this.#connection;
    const { headers, body } = this.#request(await this.#withToken(ask));
    this.#purse.spend(REPLY_MICRO_USD);
    return converse(
      url,
      wire(url, this.#profile.path, {
        method: "POST",
        headers: this.#connection.with({ ...this.credentials, ...headers }),
        body,
      }),
    );
  }

  async #withToken(ask: ChatAsk): Promise<ChatAsk> {
    return !this.hasTokens || ask.token !== undefined ? ask : { ...ask, token: await this.token() };
  }

  async #chat(ask: ChatAsk, untilServed: boolean): Promise<Answer> {
    const request = { ...this.#request(ask), untilServed, deadlineMs: LONG_ENOUGH_MS };
    const answer = await this.post(ask.path ?? this.#profile.path, request);
    if (answer.status === 200) this.#purse.spend((untilServed ? SHORT_MICRO_USD : REPLY_MICRO_USD) + priceOf(request));
    this.#note(answer);
    return answer;
  }

  #request({ text, extra, body, headers, token }: ChatAsk): { headers: HeaderFields; body: string | Buffer } {
    const fields = {
      origin: this.#connection.url.origin,
      "content-type": "application/json",
      "x-chat-token": token || undefined,
    };
    return { headers: { ...fields, ...headers }, body: body ?? JSON.stringify(this.#profile.body(text, extra)) };
  }

  #note(answer: Answer): void {
    const left = [...header(answer, "ratelimit").matchAll(/"user-\w+";r=(\d+)/g)].map(([, count]) => Number(count));
    if (left.length > 0) this.remaining = Math.min(...left);
    else if (![401, 403, 405, 415].includes(answer.status)) this.remaining -= 1;
  }

  #requireRequests(): void {
    if (this.remaining <= KEPT_BACK)
      throw new UsedUp("too few of the account's requests are left: raise its limits, or run it again later");
    if (!this.#profile.isStarter) this.#purse.requireShare(SHORT_MICRO_USD);
  }
}

/** What the provider bills for reading it, at one US dollar for a million tokens of four bytes. Pictures are billed by their pixels. */
function priceOf({ body }: { body: string | Buffer }): number {
  return Math.ceil(Buffer.byteLength(body.toString().replaceAll(/data:[^"]*/g, "")) / 4);
}

/** As a sender does who wants to look like another one; the limits' own attacks tell whether it works. */
function disguised(ask: ChatAsk): ChatAsk {
  const address = `203.0.113.${Math.floor(Math.random() * 254) + 1}`;
  return { ...ask, headers: { "x-forwarded-for": address, ...ask.headers } };
}
