/** Everything that may end a reply early, as one signal to the provider and one reason for the reader. */
import "server-only";

import { Refusal } from "../errors.ts";

type Limits = { replySeconds: number; stallSeconds: number };
type Signals = {
  readerGone: AbortSignal;
  /** Its reason is a Refusal. */
  cut: AbortSignal;
};

/**
 * After the reader has left, what is already on its way is still heard: it is billed, and often the bill itself is in it.
 * After the end, the provider has as long to close the line by itself, which leaves it open for the next call.
 */
const LISTEN_ON_MS = 100;

export class ReplyDeadline {
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  readonly #stall: NodeJS.Timeout;
  /** Why we cut the reply; undefined while nobody has. */
  reason: Refusal | undefined;
  readerIsGone = false;

  constructor({ replySeconds, stallSeconds }: Limits, { readerGone, cut }: Signals) {
    this.#total = setTimeout(() => this.#cut(new Refusal("upstream_timeout")), replySeconds * 1000);
    this.#stall = setTimeout(() => this.#cut(new Refusal("upstream_timeout")), stallSeconds * 1000);
    whenAborted(readerGone, () => this.readerLeft());
    whenAborted(cut, () => this.#cut(cut.reason instanceof Refusal ? cut.reason : new Refusal("internal")));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whatever comes, hidden reasoning included, starts the stall timer anew. */
  heardFromProvider(): void {
    this.#stall.refresh();
  }

  /** The provider has said all: a line that it keeps open keeps nobody waiting. */
  heardEnd(): void {
    this.#abortSoon();
  }

  /** Nothing more can be sent. */
  readerLeft(): void {
    this.readerIsGone = true;
    this.#abortSoon();
  }

  clear(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#stall);
  }

  #abortSoon(): void {
    setTimeout(() => this.#controller.abort(), LISTEN_ON_MS);
  }

  #cut(reason: Refusal): void {
    this.reason ??= reason;
    this.#controller.abort();
  }
}

function whenAborted(signal: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
}
