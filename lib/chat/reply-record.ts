/** What a reply has been so far: all that its settlement and the owner's figures need when it ends. */
import "server-only";

import { performance } from "node:perf_hooks";

import type { ReplyEnd } from "../usage/cost-of-reply.ts";
import type { SettledEnd } from "../usage/hold.ts";
import type { ProviderFailure } from "./provider-failure.ts";
import type { ReplyPart } from "./reply-parts.ts";

type Ending = {
  /** "stop", "length", "reader_left", or the code of what ended it. */
  ended: string;
  failure: ProviderFailure | undefined;
  /** Milliseconds for which this process was stopped, and has heard nothing since. */
  stoppedMs: number;
  outputBoundPassed: boolean;
};

export class ReplyRecord {
  readonly #startedAt = performance.now();
  #firstWordMs: number | null = null;
  #text = "";
  #deltas = 0;
  #usage: ReplyEnd["usage"] = null;
  #usageSoFar: ReplyEnd["usage"] = null;

  note({ texts, hidden, deltas, usage, usageSoFar }: ReplyPart): void {
    if (texts.length > 0) this.#firstWordMs ??= this.#elapsedMs();
    for (const { text } of texts) this.#text += text;
    this.#text += hidden;
    this.#deltas += deltas;
    this.#usage = usage ?? this.#usage;
    this.#usageSoFar = usageSoFar ?? this.#usageSoFar;
  }

  endedBy({ ended, failure, stoppedMs, outputBoundPassed }: Ending): SettledEnd {
    const step = { usage: this.#usage, usageSoFar: this.#usageSoFar, text: this.#text, deltas: this.#deltas };
    return {
      steps: [{ ...step, isFree: failure?.isFree ?? false, stoppedMs }],
      toolCalls: 0,
      concerns: failure?.concerns ?? "nobody",
      outputBoundPassed,
      ended,
      firstWordMs: this.#firstWordMs,
      totalMs: this.#elapsedMs(),
    };
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
