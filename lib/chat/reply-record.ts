/** What a reply has been so far: all that its settlement and the owner's figures need when it ends. */
import "server-only";

import { performance } from "node:perf_hooks";

import type { SettledEnd } from "../usage/hold.ts";
import type { ReplyPart } from "./reply-parts.ts";
import type { ProviderFailure } from "./provider-failure.ts";

export class ReplyRecord {
  readonly #startedAt = performance.now();
  #firstWordMs: number | null = null;
  #text = "";
  #pieces = 0;
  #usage: SettledEnd["usage"] = null;

  note({ text, pieces, end }: ReplyPart): void {
    if (pieces > 0) this.#firstWordMs ??= this.#elapsedMs();
    this.#text += text;
    this.#pieces += pieces;
    if (end) this.#usage = end.usage;
  }

  /** @param ended "stop", "length", "reader_left", or the code of what ended it */
  endedBy(
    ended: string,
    { refused, accountRefused }: Pick<ProviderFailure, "refused" | "accountRefused"> = NO_FAILURE,
  ): SettledEnd {
    const figures = { firstWordMs: this.#firstWordMs, totalMs: this.#elapsedMs() };
    return { usage: this.#usage, text: this.#text, pieces: this.#pieces, refused, accountRefused, ended, ...figures };
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}

const NO_FAILURE = { refused: false, accountRefused: false };
