/** What ends one call of the provider: the end of its reply, a silence, more output than was asked for, or that it has said all. */
import "server-only";

import { Refusal } from "../errors.ts";
import { StoppedTime } from "./stopped-time.ts";
import { READ_FIRST_MS, whenAborted } from "./when-aborted.ts";

/**
 * After the client has left, what is already on its way is still heard: it is billed, and often the bill itself is in it.
 * After the end, the provider has as long to close the connection by itself, which leaves it open for the next call.
 */
const LISTEN_ON_MS = 100;

/** The reply that the call is for: fires when it must end, for a reason unless its client has left. */
type Reply = { signal: AbortSignal; reason: Refusal | undefined; cut: (reason: Refusal) => void };

export class CallDeadline {
  readonly #controller = new AbortController();
  readonly #stall: NodeJS.Timeout;
  #lastLook: NodeJS.Timeout | undefined;
  #listenOn: NodeJS.Timeout | undefined;
  readonly #stopped = new StoppedTime();
  readonly #reply: Reply;
  readonly #unlisten: () => void;

  /** @param stallSeconds how long the provider may send nothing at all */
  constructor(reply: Reply, stallSeconds: number) {
    this.#reply = reply;
    this.#stall = setTimeout(() => this.#readFirst(), stallSeconds * 1000);
    this.#unlisten = whenAborted(reply.signal, () => (reply.reason ? this.#controller.abort() : this.#abortSoon()));
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

  clear(): void {
    this.#unlisten();
    this.#stopped.clear();
    clearTimeout(this.#stall);
    clearTimeout(this.#lastLook);
    clearTimeout(this.#listenOn);
  }

  #readFirst(): void {
    this.#lastLook = setTimeout(() => this.#reply.cut(new Refusal("upstream_timeout")), READ_FIRST_MS);
  }

  #abortSoon(): void {
    this.#listenOn ??= setTimeout(() => this.#controller.abort(), LISTEN_ON_MS);
  }
}
