/** One conversation: its messages, the reply that is running, what went wrong last. Nothing here sends by itself. */
import type { UIMessage } from "ai";

import { readFailure, type Failure } from "./failure.ts";
import { hasText, lastQuestion, messageText, question } from "./message-text.ts";
import { newId } from "./new-id.ts";
import type { ReplyRequest } from "./reply.ts";

export type ConversationView = {
  messages: UIMessage[];
  /** A reply is asked for or running. */
  busy: boolean;
  /** Busy, and no word has come yet. */
  thinking: boolean;
  failure: Failure | undefined;
  /** The last reply was cut off by the reader. */
  stopped: boolean;
};

type FetchReply = (request: ReplyRequest) => AsyncIterable<UIMessage>;

// Words arrive faster than a screen can show them; drawing at most this often keeps long answers smooth.
const DRAW_EVERY_MILLISECONDS = 50;

export class Conversation {
  readonly #id: string;
  readonly #load: () => Promise<FetchReply>;
  readonly #listeners = new Set<() => void>();
  #running: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #now: ConversationView;
  #drawn: ConversationView;

  /** @param load brings what fetches replies, when one is asked for */
  constructor(id: string, before: UIMessage[], load: () => Promise<FetchReply>) {
    this.#id = id;
    this.#load = load;
    this.#now = { messages: before, busy: false, thinking: false, failure: undefined, stopped: false };
    this.#drawn = this.#now;
  }

  readonly view = (): ConversationView => this.#drawn;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** @returns when the reply has ended, however it did */
  send(text: string, model: string | undefined): Promise<void> {
    return this.#ask([...this.#now.messages, question(newId(), text)], model);
  }

  /** Asks a question again with other words; everything that came after it goes. */
  async resend(messageId: string, text: string, model: string | undefined): Promise<void> {
    const { messages } = this.#now;
    const at = messages.findIndex(({ id }) => id === messageId);
    if (at >= 0) await this.#ask([...messages.slice(0, at), question(messageId, text)], model);
  }

  /** Asks the last question again. A refusal must not cost the answer that was there before. */
  async retry(model: string | undefined): Promise<void> {
    const { messages } = this.#now;
    await this.#ask(messages.slice(0, lastQuestion(messages) + 1), model);
    if (this.#now.messages.at(-1)?.role === "user") this.#set({ messages });
  }

  /** Takes the last question back. @returns its words, to be changed and sent again */
  takeBack(): string {
    const { messages } = this.#now;
    const at = lastQuestion(messages);
    const taken = messages[at];
    if (!taken) return "";
    this.#set({ messages: messages.slice(0, at), failure: undefined, stopped: false });
    return messageText(taken);
  }

  readonly stop = (): void => this.#running?.abort();

  async #ask(messages: UIMessage[], model: string | undefined): Promise<void> {
    if (this.#now.busy) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    this.#set({ messages, busy: true, thinking: true, failure: undefined, stopped: false });
    try {
      const fetchReply = await Promise.race([this.#load(), abortOf(signal)]);
      for await (const reply of fetchReply({ chatId: this.#id, messages, model, signal }))
        this.#setSoon({ messages: [...messages, reply], thinking: !hasText(reply) });
    } catch (error) {
      if (!signal.aborted) this.#set({ failure: readFailure(error, { now: Date.now(), online: navigator.onLine }) });
    }
    this.#set({ busy: false, thinking: false, stopped: signal.aborted });
  }

  #set(change: Partial<ConversationView>): void {
    this.#now = { ...this.#now, ...change };
    this.#draw();
  }

  #setSoon(change: Partial<ConversationView>): void {
    this.#now = { ...this.#now, ...change };
    this.#timer ??= setTimeout(() => this.#draw(), DRAW_EVERY_MILLISECONDS);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawn = this.#now;
    for (const listener of this.#listeners) listener();
  }
}

/** @throws when the signal is aborted; never returns */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")), { once: true });
  });
}
