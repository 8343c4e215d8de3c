/** OpenAI's Chat Completions protocol, as OpenAI and the many servers that are compatible with it speak it. */
import "server-only";

import type { Usage } from "../../usage/price.ts";
import {
  type Choice,
  type Chunk,
  faultIn,
  type Figures,
  finishOf,
  hiddenIn,
  reasoningIn,
  shownIn,
  usageOf,
} from "./completions-chunk.ts";
import { callsIn } from "./completions-calls.ts";
import { HeardCalls } from "./heard-calls.ts";
import { HeardText } from "./heard-text.ts";
import { StreamedFailure } from "./provider-failure.ts";
import type { AnswerParser, FinishReason, Protocol, ReplyPart } from "./reply-parts.ts";
import { largerUsage } from "./token-usage.ts";

export const completions: Protocol = {
  parser: () => new ChunkParser(),
  fromDocument: (document) => document,
};

class ChunkParser implements AnswerParser {
  readonly #heard = new HeardText();
  readonly #calls = new HeardCalls();
  #hasHidden = false;
  #usage: Usage | null = null;
  #finish: FinishReason | null = null;
  /** The choice that is shown: one was asked for, and what a server makes beside it is billed all the same. */
  #shown: number | undefined;

  take(chunk: Chunk, part: ReplyPart): void {
    const choices = chunk.choices ?? [];
    for (const choice of choices) this.#hear(choice, part);
    const fault = faultIn(chunk);
    for (const { finish_reason } of choices) if (finish_reason && !fault) this.#finish = finishOf(finish_reason);
    if (chunk.usage) this.#reckon(chunk.usage, part, choices.length === 0);
    if (fault) throw new StreamedFailure(fault.code);
    this.#tellFinish(part);
  }

  /** A server that says it is done has finished its answer, whether it gave a reason or not. */
  takeDone(part: ReplyPart): void {
    this.#finish ??= "stop";
    this.#tellFinish(part);
    if (!part.finish) throw new StreamedFailure("empty_answer");
  }

  #hear({ index = 0, delta, message }: Choice, part: ReplyPart): void {
    this.#shown ??= index;
    const [said, whole] = [shownIn(delta), shownIn(message)];
    const place = { output_index: index };
    if (index !== this.#shown) this.#hide(said || whole, part);
    else {
      if (said) this.#heard.delta({ ...place, delta: said }, part);
      // Of a message that repeats what came before, only what is new counts.
      this.#heard.whole(place, whole, part);
      for (const piece of callsIn(delta, "several")) this.#calls.delta(piece, part);
      for (const piece of callsIn(message, "all")) this.#calls.whole(piece, part);
    }
    const reasoning = reasoningIn(delta ?? message);
    if (reasoning && index === this.#shown) part.reasoning.push(reasoning);
    this.#hide((reasoning?.text ?? "") + hiddenIn(delta ?? message), part);
  }

  #hide(text: string, part: ReplyPart): void {
    if (text === "") return;
    this.#hasHidden = true;
    part.hidden += text;
    part.deltas += 1;
  }

  /** Figures that come with every chunk are those of the answer so far, until it has ended. Alone, they end it. */
  #reckon(figures: Figures, part: ReplyPart, areAlone: boolean): void {
    this.#usage = largerUsage(this.#usage, usageOf(figures));
    if (areAlone && this.#finish) part.isLast = true;
    if (areAlone && this.#hasOutput) this.#finish ??= "stop";
    if (this.#finish) part.usage = this.#usage;
    else part.usageSoFar = this.#usage;
  }

  get #hasOutput(): boolean {
    return this.#heard.anything || this.#hasHidden || this.#calls.all.length > 0;
  }

  /** An end with neither words nor figures is none yet, since figures may follow; a cut or a filter explains itself. */
  #tellFinish(part: ReplyPart): void {
    const isTold = this.#hasOutput || this.#usage !== null || this.#finish !== "stop";
    if (!isTold || !this.#finish) return;
    // Many servers say "stop" although tools were called. A call that was cut is none.
    part.calls = this.#finish === "stop" ? this.#calls.all : [];
    part.finish = part.calls.length > 0 ? "tool-calls" : this.#finish;
  }
}
