/** One conversation: its messages, the reply that is running, what went wrong last. Nothing here sends by itself. */
import type { FileUIPart, UIMessage } from "ai";

import { picturesOf } from "../pictures/message-pictures.ts";
import { continueRequest } from "../strings/chat.ts";
import { hasContent } from "./answer-parts.ts";
import { DrawnState } from "./drawn-state.ts";
import { ended, failed, finished, withEnding } from "./ending.ts";
import { readFailure, type Failure } from "./failure.ts";
import { extended, hasText, lastQuestion, question } from "./message-text.ts";
import { newId } from "./new-id.ts";
import type { ReplyRequest } from "./reply.ts";

export type ConversationView = {
  messages: UIMessage[];
  /** A reply is asked for or running. */
  busy: boolean;
  /** Busy, and nothing to show has come yet. */
  thinking: boolean;
  failure: Failure | undefined;
  /** The last reply was cut off by the reader. */
  stopped: boolean;
};

type FetchReply = (request: ReplyRequest) => AsyncIterable<UIMessage>;

/** The rest of an answer: what is asked for it, how it is drawn, and the answer so far. */
type Rest = { asked: UIMessage[]; draw: (reply: UIMessage) => UIMessage; before: UIMessage };

export class Conversation extends DrawnState<ConversationView> {
  readonly #id: string;
  readonly #load: () => Promise<FetchReply>;
  #running: AbortController | undefined;

  /** @param load brings what fetches replies, when one is asked for */
  constructor(id: string, before: UIMessage[], load: () => Promise<FetchReply>) {
    super({ messages: before, busy: false, thinking: false, failure: undefined, stopped: false });
    this.#id = id;
    this.#load = load;
  }

  /** @returns when the reply has ended, however it did */
  send(text: string, model: string | undefined, pictures: FileUIPart[] = []): Promise<void> {
    return this.#ask([...this.now.messages, question(newId(), text, pictures)], model);
  }

  /** Asks a question again with other words and the same pictures; everything that came after it goes. */
  async resend(messageId: string, text: string, model: string | undefined): Promise<void> {
    const { messages } = this.now;
    const at = messages.findIndex(({ id }) => id === messageId);
    const before = messages[at];
    if (before) await this.#ask([...messages.slice(0, at), question(messageId, text, picturesOf(before))], model);
  }

  /** Asks the last question again. A refusal must not cost the answer that was there before. */
  async retry(model: string | undefined): Promise<void> {
    const { messages } = this.now;
    await this.#ask(messages.slice(0, lastQuestion(messages) + 1), model);
    const last = this.now.messages.at(-1);
    if (last?.role === "user" || (last && this.now.failure && !hasContent(last))) this.set({ messages });
  }

  /** Takes the last question back. @returns what it was, to be changed and sent again */
  takeBack(): UIMessage | undefined {
    const { messages } = this.now;
    const at = lastQuestion(messages);
    const taken = messages[at];
    if (taken) this.set({ messages: messages.slice(0, at), failure: undefined, stopped: false });
    return taken;
  }

  readonly stop = (): void => this.#running?.abort();

  /** Goes on where the last answer was cut: the rest is added to it. */
  async continue(model: string | undefined): Promise<void> {
    const { messages } = this.now;
    const half = messages.at(-1);
    if (half?.role !== "assistant" || !hasText(half)) return;
    const grown = (rest: UIMessage) => extended(half, rest);
    const asked = [...messages, question(newId(), continueRequest)];
    await this.#ask(messages.slice(0, -1), model, { asked, draw: grown, before: half });
  }

  /** @param asked what is sent, where it differs from what is shown */
  async #ask(messages: UIMessage[], model: string | undefined, rest?: Rest): Promise<void> {
    if (this.now.busy) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    const shown = rest ? [...messages, rest.before] : messages;
    this.set({ messages: shown, busy: true, thinking: true, failure: undefined, stopped: false });
    const { asked, draw } = rest ?? { asked: messages, draw: (reply: UIMessage) => reply };
    let finishReason: string | undefined;
    const onFinish = (reason: string) => (finishReason = reason);
    try {
      const fetchReply = await Promise.race([this.#load(), abortOf(signal)]);
      for await (const reply of fetchReply({ chatId: this.#id, messages: asked, model, signal, onFinish }))
        this.setSoon({
          messages: [...messages, withEnding(draw(reply), "interrupted")],
          thinking: !hasContent(reply),
        });
      this.set({ messages: finished(this.now.messages, finishReason ?? "stop") });
    } catch (error) {
      if (signal.aborted) this.set({ messages: ended(this.now.messages, "stopped") });
      else this.#fail(readFailure(error, { now: Date.now(), online: navigator.onLine }));
    }
    this.set({ busy: false, thinking: false, stopped: signal.aborted });
  }

  #fail(failure: Failure): void {
    this.set({ failure, messages: failed(this.now.messages, failure) });
  }
}

/** @throws when the signal is aborted; never returns */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("Stopped", "AbortError")), { once: true });
  });
}
