/** Everything that may end a reply early, as one signal to the provider and one reason for the client. */
import "server-only";

import { Refusal } from "../errors.ts";
import { providerOf } from "../providers.ts";
import { safeguards } from "../safeguards.ts";
import { StoppedTime } from "./stopped-time.ts";

type Limits = {
  replySeconds: number;
  /** How long the provider may send nothing at all. */
  stallSeconds: number;
};
type Signals = {
  clientGone: AbortSignal;
  /** Its reason is a Refusal. */
  cut: AbortSignal;
};

/**
 * After the client has left, what is already on its way is still heard: it is billed, and often the bill itself is in it.
 * After the end, the provider has as long to close the connection by itself, which leaves it open for the next call.
 */
const LISTEN_ON_MS = 100;

/** A process that was stopped or busy finds its timers due before it has read what lies in the socket: that counts first. */
const READ_FIRST_MS = 100;

/** A model that reasons may be silent for as long as a reply may last: real ones were, for 79 seconds. */
export function replyLimits(model: string): Limits {
  const provider = providerOf(model);
  const { replySeconds } = provider;
  const { stallSeconds, reasoning } = safeguards().models[model] ?? {};
  return { replySeconds, stallSeconds: stallSeconds ?? (reasoning ? replySeconds : provider.stallSeconds) };
}

export class ReplyDeadline {
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  readonly #stall: NodeJS.Timeout;
  #lastLook: NodeJS.Timeout | undefined;
  #listenOn: NodeJS.Timeout | undefined;
  readonly #stopped = new StoppedTime();
  /** Why we cut the reply; undefined while nobody has. */
  reason: Refusal | undefined;
  clientIsGone = false;

  constructor({ replySeconds, stallSeconds }: Limits, { clientGone, cut }: Signals) {
    this.#total = setTimeout(() => setTimeout(() => this.#timeOut(), READ_FIRST_MS), replySeconds * 1000);
    this.#stall = setTimeout(() => this.#readFirst(), stallSeconds * 1000);
    whenAborted(clientGone, () => this.clientLeft());
    whenAborted(cut, () => this.#cut(cut.reason instanceof Refusal ? cut.reason : new Refusal("internal")));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Any byte that comes, be it a comment, starts the stall timer anew. */
  heardFromProvider(): void {
    this.#stopped.reset();
    clearTimeout(this.#lastLook);
    this.#stall.refresh();
  }

  /** Milliseconds for which this process was stopped, and has heard nothing since: what was sent meanwhile may be lost. */
  get stoppedMs(): number {
    return this.#stopped.ms;
  }

  /** The provider makes more than it was asked for, and is stopped at once. */
  stopProvider(): void {
    this.#controller.abort();
  }

  /** The provider has said all: a connection that it keeps open keeps nobody waiting. */
  heardEnd(): void {
    this.#abortSoon();
  }

  /** Nothing more can be sent. */
  clientLeft(): void {
    this.clientIsGone = true;
    this.#abortSoon();
  }

  clear(): void {
    this.#stopped.clear();
    clearTimeout(this.#total);
    clearTimeout(this.#stall);
    clearTimeout(this.#lastLook);
    clearTimeout(this.#listenOn);
  }

  #readFirst(): void {
    this.#lastLook = setTimeout(() => this.#timeOut(), READ_FIRST_MS);
  }

  #timeOut(): void {
    this.#cut(new Refusal("upstream_timeout"));
  }

  #abortSoon(): void {
    this.#listenOn ??= setTimeout(() => this.#controller.abort(), LISTEN_ON_MS);
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
