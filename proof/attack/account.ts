/** One user whom the attacker can be: asks questions with their credentials, and knows what they still may ask for. */
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { Connection } from "./connection.ts";
import { elsewhere } from "./forged-address.ts";
import { type Conversation, converse, type HeaderFields, wire } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { header } from "./header.ts";
import { parseJson } from "./json.ts";
import type { Profile } from "./profile.ts";
import { type Purse, REPLY_MICRO_USD, SHORT_MICRO_USD } from "./purse.ts";
import { UsedUp } from "./verdict.ts";
import { Visitor } from "./visitor.ts";

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

export class Account extends Visitor {
  readonly #purse: Purse;
  /** A limit here believes what a sender says about its address. */
  #isDisguised = false;

  constructor({ connection, profile, purse, credentials }: AccountParts) {
    super(connection, profile, credentials);
    this.#purse = purse;
  }

  /** A chat request that must be refused. @throws UsedUp when the account has too few left */
  async offer(ask: ChatAsk): Promise<Answer> {
    this.#requireRequests();
    if (!this.profile.isStarter) this.#purse.requireShare(priceOf(this.#request(ask)));
    return this.offerAnyway(ask);
  }

  /** Also when only a few are left: for attacks that are refused before they count. Gets past a limit, or waits for it. */
  async offerAnyway(ask: ChatAsk = {}): Promise<Answer> {
    const answer = await this.fire(this.#isDisguised ? disguised(ask) : ask);
    if (this.profile.isStarter || answer.status !== 429) return answer;
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
    const { url } = this.connection;
    const { headers, body } = this.#request(await this.#withToken(ask));
    this.#purse.spend(REPLY_MICRO_USD);
    return converse(
      url,
      wire(url, this.profile.path, {
        method: "POST",
        headers: this.connection.with({ ...this.credentials, ...headers }),
        body,
      }),
    );
  }

  async #withToken(ask: ChatAsk): Promise<ChatAsk> {
    return !this.hasTokens || ask.token !== undefined ? ask : { ...ask, token: await this.token() };
  }

  async #chat(ask: ChatAsk, untilServed: boolean): Promise<Answer> {
    const request = { ...this.#request(ask), untilServed, deadlineMs: LONG_ENOUGH_MS };
    const answer = await this.post(ask.path ?? this.profile.path, request);
    if (answer.status === 200) this.#purse.spend((untilServed ? SHORT_MICRO_USD : REPLY_MICRO_USD) + priceOf(request));
    this.#note(answer);
    return answer;
  }

  #request({ text, extra, body, headers, token }: ChatAsk): { headers: HeaderFields; body: string | Buffer } {
    const fields = {
      origin: this.connection.url.origin,
      "content-type": "application/json",
      "x-chat-token": token || undefined,
    };
    return { headers: { ...fields, ...headers }, body: body ?? JSON.stringify(this.profile.body(text, extra)) };
  }

  #note(answer: Answer): void {
    const left = [...header(answer, "ratelimit").matchAll(/"user-\w+";r=(\d+)/g)].map(([, count]) => Number(count));
    if (left.length > 0) this.remaining = Math.min(...left);
    else if (![401, 403, 405, 415].includes(answer.status)) this.remaining -= 1;
  }

  #requireRequests(): void {
    if (this.remaining <= KEPT_BACK)
      throw new UsedUp("too few of the account's requests are left: raise its limits, or run it again later");
    if (!this.profile.isStarter) this.#purse.requireShare(SHORT_MICRO_USD);
  }
}

const conversation = z.looseObject({ messages: z.unknown() });

/**
 * What the provider bills for reading it, at one US dollar for a million tokens of four bytes. What is no conversation is not
 * passed on, and pictures are billed by their pixels.
 */
function priceOf({ body }: { body: string | Buffer }): number {
  const { messages } = conversation.safeParse(parseJson(body.toString())).data ?? {};
  return Math.ceil(Buffer.byteLength((JSON.stringify(messages) ?? "").replaceAll(/data:[^"]*/g, "")) / 4);
}

/** As a sender does who wants to look like another one; the limits' own attacks tell whether it works. */
function disguised(ask: ChatAsk): ChatAsk {
  return { ...ask, headers: { ...elsewhere(), ...ask.headers } };
}
