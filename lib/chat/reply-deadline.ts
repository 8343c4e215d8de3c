/** Everything that may end a reply early, as one signal to all that works for it and one reason for the client. */
import "server-only";

import { Refusal } from "../errors.ts";
import { providerOf } from "../providers.ts";
import { safeguards } from "../safeguards.ts";
import { CallDeadline } from "./call-deadline.ts";
import { READ_FIRST_MS, whenAborted } from "./when-aborted.ts";

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
  readonly #stallSeconds: number;
  readonly #unlisten: (() => void)[];
  #call: CallDeadline | undefined;
  /** Why we cut the reply; undefined while nobody has. */
  reason: Refusal | undefined;
  clientIsGone = false;

  constructor({ replySeconds, stallSeconds }: Limits, { clientGone, cut }: Signals) {
    this.#stallSeconds = stallSeconds;
    const timeOut = () => this.cut(new Refusal("upstream_timeout"));
    this.#total = setTimeout(() => setTimeout(timeOut, READ_FIRST_MS), replySeconds * 1000);
    this.#unlisten = [
      whenAborted(clientGone, () => this.clientLeft()),
      whenAborted(cut, () => this.cut(cut.reason instanceof Refusal ? cut.reason : new Refusal("internal"))),
    ];
  }

  /** Fires when the reply must end: nothing more is begun for it. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Each call of the provider has a silence of its own; between two of them nobody waits for it. */
  startCall(): CallDeadline {
    return (this.#call = new CallDeadline(this, this.#stallSeconds));
  }

  /** Of the latest call. */
  get stoppedMs(): number {
    return this.#call?.stoppedMs ?? 0;
  }

  /** Nothing more can be sent. */
  clientLeft(): void {
    this.clientIsGone = true;
    this.#controller.abort();
  }

  cut(reason: Refusal): void {
    this.reason ??= reason;
    this.#controller.abort(reason);
  }

  clear(): void {
    for (const unlisten of this.#unlisten) unlisten();
    this.#call?.clear();
    clearTimeout(this.#total);
  }
}
