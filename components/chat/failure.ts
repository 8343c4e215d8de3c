/** Turns whatever fetching a reply throws into a coded failure that can be shown. Raw text of an error is never shown. */
import { FAILURE_STATES, type FailureCode } from "./failure-states.ts";

export type Failure = {
  code: FailureCode;
  requestId?: string;
  /** Epoch milliseconds on this device's clock, when trying again can succeed. */
  retryAt?: number;
};

/** An error that already knows its code. */
export class FailureError extends Error {
  override readonly name = "FailureError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

type Surroundings = { now: number; online: boolean };

/** A refusal arrives as the problem JSON in the error's message, from an HTTP body and from an error chunk alike. */
export function readFailure(error: unknown, { now, online }: Surroundings): Failure {
  if (error instanceof FailureError) return error.failure;
  const problem = error instanceof Error ? readProblem(error.message, now) : undefined;
  if (problem) return problem;
  if (!online) return { code: "offline" };
  return { code: error instanceof TypeError ? "network" : "unexpected" };
}

/** @returns undefined when the text is not a problem with a code of ours */
export function readProblem(text: string, now: number): Failure | undefined {
  const body = parseObject(text);
  if (!body || !isFailureCode(body["code"])) return undefined;
  const failure: Failure = { code: body["code"] };
  const { requestId, retryAfterSeconds } = body;
  if (typeof requestId === "string") failure.requestId = requestId;
  // Counted from now instead of taken from resetAt: the visitor's clock may be wrong.
  if (typeof retryAfterSeconds === "number" && retryAfterSeconds > 0) failure.retryAt = now + retryAfterSeconds * 1000;
  return failure;
}

/** Only these forbid sending meanwhile: after the others another model or a shorter message may work at once. */
export function blocksSending(failure: Failure | undefined): boolean {
  return failure?.code === "rate_limited" || failure?.code === "parallel_limit" || failure?.code === "sending_too_fast";
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === "string" && Object.hasOwn(FAILURE_STATES, value);
}
