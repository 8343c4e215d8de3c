/** A reply as its instance knows it: the steps that are over, what was held for each, and the call that runs, if one does. */
import type { ModelConfig } from "../../lib/config-schema.ts";
import type { ReserveOptions } from "../../lib/ledger/reserve.ts";
import type { ReplyEnd, Sent } from "../../lib/usage/cost-of-reply.ts";
import type { Usage } from "../../lib/usage/price.ts";
import { type Step, worstCaseOf } from "../../lib/usage/worst-case.ts";
import { Call, type Prompt, textsOf } from "./provider.ts";

export type How = { usage: Usage | null; isFree: boolean };

export class Reply {
  readonly terms: ReserveOptions;
  readonly prompts: Prompt[];
  readonly sent: Sent[];
  readonly calls: Call[];
  readonly ends: ReplyEnd[] = [];
  leaseEndMs: number;
  /** Whether the last call is over, and the ledger is asked for a further step. */
  isBetweenSteps = false;
  readonly #model: ModelConfig;

  constructor(
    terms: ReserveOptions,
    { model, prompt, leaseEndMs }: { model: ModelConfig; prompt: Prompt; leaseEndMs: number },
  ) {
    this.terms = terms;
    this.leaseEndMs = leaseEndMs;
    this.#model = model;
    this.prompts = [prompt];
    this.sent = [this.costing(prompt)];
    this.calls = [new Call(terms.reservation, model, prompt)];
  }

  /** The call that runs. */
  get call(): Call | undefined {
    return this.isBetweenSteps ? undefined : this.calls.at(-1);
  }

  /** micro-USD */
  get held(): number {
    return this.sent.reduce((sum, { holdMicroUsd }) => sum + holdMicroUsd, 0);
  }

  costing(prompt: Prompt): Sent {
    const step = stepOf(prompt);
    return { ...step, model: this.#model, holdMicroUsd: worstCaseOf(this.#model, step) };
  }

  /** The call that runs is over. */
  endStep(how: How): void {
    const { call } = this;
    if (call) this.ends.push({ ...how, ...call.received, stoppedMs: 0 });
    this.isBetweenSteps = true;
  }

  begin(prompt: Prompt): Call {
    const call = new Call(this.terms.reservation, this.#model, prompt);
    this.prompts.push(prompt);
    this.calls.push(call);
    this.isBetweenSteps = false;
    return call;
  }
}

export function stepOf(prompt: Prompt): Step {
  return { texts: textsOf(prompt), images: prompt.images, maxOutputTokens: prompt.maxOutputTokens };
}
