/** What the simulated runs added up to: how much happened, and how far anything was from where it should be. */

export class Figures {
  runs = 0;
  steps = 0;
  calls = 0;
  settled = 0;
  /** micro-USD: the furthest that a bill was above its ceiling, and that the ledger was from the model. */
  overshoot = 0;
  drift = 0;
  /** Refusals, and any other answer, that the model did not expect. */
  falseAnswers = 0;
  /** The fullest window by what the provider billed, as a share of its ceiling. */
  fullest = 0;
  readonly #counts = new Map<string, number>();

  note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** @throws always */
  disagreement(what: string): never {
    this.falseAnswers += 1;
    throw new Error(what);
  }

  toString(): string {
    const counts = [...this.#counts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([what, count]) => `${what} ${count}`);
    const totals = `${this.runs} runs, ${this.steps} steps, ${this.calls} calls, ${this.settled} settled replies`;
    const faults = `overshoot ${this.overshoot} micro-USD, drift ${this.drift} micro-USD, false answers ${this.falseAnswers}`;
    return `${totals}\n${faults}, fullest window ${Math.round(100 * this.fullest)} %\n${counts.join(", ")}`;
  }
}
