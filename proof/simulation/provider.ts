/** A provider that keeps its own bill: what it made, whoever listened, priced with fractions on paper. */
import type { ModelConfig } from "../../lib/config-schema.ts";
import type { Reservation } from "../../lib/ledger/reservation.ts";
import type { Usage } from "../../lib/usage/price.ts";
import { priceOnPaper } from "../../tests/support/ledger/prices.ts";
import { windowNames } from "./windows.ts";

/** One token for this provider, and for the tokenizer. */
const WORD = " a";
/** What may have been made and was not received when a line is cut. */
const IN_FLIGHT = 48;

export type Prompt = {
  words: number[];
  images: number;
  /** What the model makes of one picture: tokens, up to `imageTokens`. */
  tokensAPicture: number;
  maxOutputTokens: number;
  inputIs: "fresh" | "cached" | "written";
};

export function textsOf({ words }: Prompt): string[] {
  return words.map((count) => WORD.repeat(count));
}

export class Call {
  readonly reservation: Reservation;
  readonly #model: ModelConfig;
  readonly #prompt: Prompt;
  readonly #inputTokens: number;
  #output = 0;
  #received = 0;
  #refused = false;

  constructor(reservation: Reservation, model: ModelConfig, prompt: Prompt) {
    this.reservation = reservation;
    this.#model = model;
    this.#prompt = prompt;
    const pictures = prompt.images * Math.min(prompt.tokensAPicture, model.imageTokens ?? 0);
    this.#inputTokens = prompt.words.reduce((sum, count) => sum + count + 4, 3) + pictures;
  }

  countsIn(window: string): boolean {
    return windowNames(this.reservation).includes(window);
  }

  get received(): { text: string; deltas: number } {
    return { text: WORD.repeat(this.#received), deltas: this.#received };
  }

  get begun(): boolean {
    return this.#output > 0;
  }

  /** Makes tokens, and says them unless they are hidden. */
  make(tokens: number): void {
    const made = Math.min(tokens, this.#prompt.maxOutputTokens - this.#output);
    this.#output += made;
    this.#received += this.#model.reasoning ? Math.floor(made / 2) : made;
  }

  /** Goes on for a while with nobody there: as much as is on its way, or to the end when it cannot know. */
  overrun(tokens: number, knows: boolean): void {
    this.#output = Math.min(
      this.#prompt.maxOutputTokens,
      this.#output + (knows ? Math.min(tokens, IN_FLIGHT) : 10 * tokens),
    );
  }

  /** Says no before the first word, and bills nothing. */
  refuse(): void {
    this.#refused = true;
  }

  get usage(): Usage {
    const { inputIs } = this.#prompt;
    const input = this.#inputTokens;
    const cachedInput = inputIs === "cached" ? input : 0;
    return { input, cachedInput, cacheWrite: inputIs === "written" ? input : 0, output: this.#output };
  }

  /** What is billed; nothing for a call that was refused. */
  get billed(): { model: ModelConfig; usages: Usage[] } {
    return { model: this.#model, usages: this.#refused ? [] : [this.usage] };
  }
}

/** micro-USD for all calls of one reply, rounded up as a bill never is. */
export function billOf(calls: Call[]): number {
  const [first] = calls;
  return first ? Number(priceOnPaper(first.billed.model, ...calls.flatMap(({ billed }) => billed.usages))) : 0;
}
