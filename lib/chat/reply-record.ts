/** What a reply has been so far: all that its settlement and the owner's figures need when it ends. */
import "server-only";

import { performance } from "node:perf_hooks";

import type { SettledEnd } from "../usage/hold.ts";
import type { ReplyEvent } from "./openai.ts";
import type { ProviderFailure } from "./provider-failure.ts";

export class ReplyRecord {
  readonly #startedAt = performance.now();
  #firstWordMs: number | null = null;
  #text = "";
  #pieces = 0;
  #usage: SettledEnd["usage"] = null;

  note(event: ReplyEvent): void {
    if (event.type === "end") {
      this.#usage = event.usage;
      return;
    }
    this.#firstWordMs ??= this.#elapsedMs();
    this.#text += event.delta;
    this.#pieces += 1;
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
