/** What a reply has been so far: all that its settlement and the owner's figures need when it ends. */
import "server-only";

import { performance } from "node:perf_hooks";

import type { ToolRun } from "../events.ts";
import type { ReplyEnd } from "../usage/cost-of-reply.ts";
import type { SettledEnd } from "../usage/hold.ts";
import type { ProviderFailure } from "./provider/provider-failure.ts";
import type { ReplyPart } from "./provider/reply-parts.ts";

type Ending = {
  /** "stop", "length", "reader_left", or the code of what ended it. */
  ended: string;
  failure: ProviderFailure | undefined;
  /** Milliseconds for which this process was stopped, and has heard nothing since. */
  stoppedMs: number;
  outputBoundPassed: boolean;
};

/** One that runs has no time yet. */
type BegunTool = Omit<ToolRun, "ms"> & { ms: number | null };

export class ReplyRecord {
  readonly #startedAt = performance.now();
  readonly #steps: ReplyEnd[] = [];
  #firstWordMs: number | null = null;
  readonly #tools: BegunTool[] = [];

  /** How often the provider was called. */
  get steps(): number {
    return this.#steps.length;
  }

  beginStep(): void {
    this.#steps.push({ usage: null, usageSoFar: null, isFree: false, text: "", deltas: 0, stoppedMs: 0 });
  }

  /** @returns what tells that the tool has ended; one that never does was cut off with its reply, and counts as failed */
  beginTool(name: string): (isError: boolean) => void {
    const run: BegunTool = { name, isError: true, atMs: this.#elapsedMs(), ms: null };
    this.#tools.push(run);
    return (isError) => void Object.assign(run, { isError, ms: this.#elapsedMs() - run.atMs });
  }

  note({ texts, hidden, deltas, usage, usageSoFar }: ReplyPart): void {
    const step = this.#steps.at(-1);
    if (!step) return;
    if (texts.length > 0) this.#firstWordMs ??= this.#elapsedMs();
    for (const { text } of texts) step.text += text;
    step.text += hidden;
    step.deltas += deltas;
    step.usage = usage ?? step.usage;
    step.usageSoFar = usageSoFar ?? step.usageSoFar ?? null;
  }

  /** What ended it ended its latest step, unless that was over. */
  endedBy({ ended, failure, stoppedMs, outputBoundPassed }: Ending): SettledEnd {
    const latest = this.#steps.at(-1);
    if (latest) Object.assign(latest, { isFree: failure?.isFree ?? false, stoppedMs });
    return {
      steps: this.#steps,
      tools: this.#tools.map(({ ms, ...run }) => ({ ...run, ms: ms ?? this.#elapsedMs() - run.atMs })),
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
