/** One session that the attacker holds, and what it still may ask for. */
import { z } from "zod";

import { NotTried } from "./attack.ts";
import { claimsOf } from "./forge.ts";
import { type Ask, type Conversation, converse, type HeaderFields, wire } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { header } from "./header.ts";
import type { Target } from "./target.ts";

const usageSchema = z.looseObject({
  plan: z.string(),
  models: z.array(z.string()),
  requests: z.array(z.looseObject({ window: z.string(), limit: z.number(), remaining: z.number() })),
  spend: z.array(z.looseObject({ window: z.string(), limitMicroUsd: z.number(), usedMicroUsd: z.number() })),
});
export type Usage = z.infer<typeof usageSchema>;

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
};

export class Account {
  readonly #target: Target;
  readonly cookie: string;
  /** Chat requests left in the tightest window, as far as the target tells. */
  remaining = Number.POSITIVE_INFINITY;
  subject = "";
  #usedAtStart = 0;

  constructor(target: Target, cookie: string) {
    this.#target = target;
    this.cookie = cookie;
  }

  /** @returns what is wrong with the cookie, if anything */
  async prepare(): Promise<string | undefined> {
    const answer = await this.get("/api/usage");
    if (answer.status !== 200) return `GET /api/usage answers ${answer.status}`;
    const usage = readUsage(answer);
    this.remaining = Math.min(...(usage?.requests ?? []).map(({ remaining }) => remaining));
    this.#usedAtStart = usedToday(usage);
    const { sub } = claimsOf((await this.askForToken()).body);
    this.subject = typeof sub === "string" ? sub : "";
    return undefined;
  }

  get(path: string, { headers, ...request }: Ask = {}): Promise<Answer> {
    return this.#target.ask(path, { headers: { cookie: this.cookie, ...headers }, ...request });
  }

  post(path: string, { headers, ...request }: Ask = {}): Promise<Answer> {
    return this.#target.post(path, { headers: { cookie: this.cookie, ...headers }, ...request });
  }

  askForToken(headers: HeaderFields = {}): Promise<Answer> {
    return this.post("/api/token", { headers: { origin: this.#target.url.origin, ...headers } });
  }

  /** @throws NotTried when none is to be had, which is no verdict on what it was wanted for */
  async token(): Promise<string> {
    const answer = await this.askForToken();
    const parsed = tokenSchema.safeParse(parseJson(answer.body));
    if (answer.status !== 200 || !parsed.success) throw new NotTried(`POST /api/token answers ${answer.status}`);
    return parsed.data.token;
  }

  async usage(): Promise<Usage> {
    const usage = readUsage(await this.get("/api/usage"));
    if (!usage) throw new NotTried("GET /api/usage does not tell");
    return usage;
  }

  async spentMicroUsd(): Promise<number> {
    return usedToday(await this.usage()) - this.#usedAtStart;
  }

  /** A chat request that must be refused. @throws NotTried when the account has too few left */
  async offer(ask: ChatAsk): Promise<Answer> {
    this.#requireRequests();
    return this.offerAnyway(ask);
  }

  /** Also when only a few are left: for attacks that are refused before they count, or that want to use them up. */
  async offerAnyway({ token, ...ask }: ChatAsk = {}): Promise<Answer> {
    return this.#chat({ ...ask, token: token ?? (await this.token()) }, true);
  }

  /** One chat request and its whole reply. @throws NotTried when the account has too few left */
  async chat(ask: ChatAsk = {}): Promise<Answer> {
    this.#requireRequests();
    return this.#chat({ ...ask, token: ask.token ?? (await this.token()) }, false);
  }

  /** Opens a reply and goes on listening. */
  async open(ask: ChatAsk = {}): Promise<Conversation> {
    this.#requireRequests();
    this.remaining -= 1;
    const { headers, body } = this.#request({ ...ask, token: ask.token ?? (await this.token()) });
    const all = { cookie: this.cookie, ...headers };
    return converse(this.#target.url, wire(this.#target.url, "/api/chat", { method: "POST", headers: all, body }));
  }

  async #chat(ask: ChatAsk, untilServed: boolean): Promise<Answer> {
    const answer = await this.post("/api/chat", { ...this.#request(ask), untilServed, deadlineMs: LONG_ENOUGH_MS });
    this.#note(answer);
    return answer;
  }

  #request({ text, extra, body, headers, token }: ChatAsk): { headers: HeaderFields; body: string | Buffer } {
    const fields = { origin: this.#target.url.origin, "content-type": "application/json", "x-chat-token": token };
    return { headers: { ...fields, ...headers }, body: body ?? JSON.stringify(chatBody(text, extra)) };
  }

  #note(answer: Answer): void {
    const left = [...header(answer, "ratelimit").matchAll(/"user-\w+";r=(\d+)/g)].map(([, count]) => Number(count));
    if (left.length > 0) this.remaining = Math.min(...left);
    else if (![401, 403, 405, 415].includes(answer.status)) this.remaining -= 1;
  }

  #requireRequests(): void {
    if (this.remaining <= KEPT_BACK)
      throw new NotTried("too few of the account's requests are left: raise its limits, or run it again later");
  }
}

/** The body as AI SDK 7's DefaultChatTransport writes it. */
export function chatBody(
  text = "Say hello in three words.",
  extra: Record<string, unknown> = {},
): Record<string, unknown> {
  const message = { id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text }] };
  return { id: crypto.randomUUID(), messages: [message], trigger: "submit-message", ...extra };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readUsage({ body }: Answer): Usage | undefined {
  return usageSchema.safeParse(parseJson(body)).data;
}

function usedToday(usage: Usage | undefined): number {
  return usage?.spend.find(({ window }) => window === "day")?.usedMicroUsd ?? 0;
}
