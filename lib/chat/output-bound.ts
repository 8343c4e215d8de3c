/** Notices a provider that goes on past the most output it was asked for: some compatible servers do not know the bound. */
import "server-only";

import { countWithoutMargin } from "../usage/count-tokens.ts";
import type { ReplyPart } from "./provider/reply-parts.ts";

export class OutputBound {
  readonly #maxTokens: number;
  #text = "";
  /** Counted read by read, which is a little more than the tokens of the whole. */
  #tokens = 0;

  /** @param maxTokens what the provider was asked to make at the most */
  constructor(maxTokens: number) {
    this.#maxTokens = maxTokens;
  }

  /** @returns whether more has come than was asked for; text and hidden output together */
  async passedBy({ texts, hidden }: ReplyPart): Promise<boolean> {
    const text = texts.map((one) => one.text).join("") + hidden;
    this.#text += text;
    // A token is at least one byte, and a UTF-16 unit at most three: most replies end before anything has to be counted.
    if (this.#text.length * 3 <= this.#maxTokens) return false;
    const uncounted = this.#tokens === 0 ? this.#text : text;
    this.#tokens += await countWithoutMargin([uncounted]);
    if (this.#tokens <= this.#maxTokens) return false;
    this.#tokens = await countWithoutMargin([this.#text]);
    return this.#tokens > this.#maxTokens;
  }
}
