/** Reads what went wrong at the provider: what the visitor is told, who else hears of it, and what it means for money. */
import "server-only";

import { z } from "zod";

import { Refusal } from "../../errors.ts";
import type { Concerns } from "../../usage/note-provider.ts";
import { faultCode } from "./fault-code.ts";
import { type Verdict, verdictOn } from "./provider-failures.ts";

export type ProviderFailure = {
  refusal: Refusal;
  concerns: Concerns;
  /** No answer was made, and nothing is billed: nothing was sent, or the provider refused before any answer. */
  isFree: boolean;
};

/** What the provider says inside a stream. Text may have been made before it, so nothing is known to be free. */
export class StreamedFailure extends Error {
  override readonly name = "StreamedFailure";
  readonly code: string;

  /** @param code as it came, whatever it is */
  constructor(code: unknown) {
    super("The provider ended the stream with an error");
    this.code = typeof code === "string" || typeof code === "number" ? String(code).slice(0, 64) : "";
  }
}

/** The call failed before anything was sent: no key or address can be made of what is configured. */
export class NotSent extends Error {
  override readonly name = "NotSent";
}

/** The SDK's error for an answer with another status than 2xx, whatever its body. */
const answerSchema = z.object({
  status: z.int().min(300),
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  type: z.string().nullish().catch(null),
  error: z.unknown(),
  headers: z.instanceof(Headers).optional().catch(undefined),
});
type Answer = z.infer<typeof answerSchema>;

/**
 * Codes of Node and of its fetch for a connection that was never there. A connection that breaks later may have carried the request.
 */
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_\w+|CERT_\w+|UNABLE_TO_VERIFY_LEAF_SIGNATURE|\w+_CERT\w*|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|\w*HANDSHAKE_FAILURE|TLSV1_ALERT_PROTOCOL_VERSION|TLSV1_UNRECOGNIZED_NAME))$/;

/** https://fetch.spec.whatwg.org/#port-blocking: fetch calls no such port, and says so without a code. */
const REFUSED_BY_FETCH = "bad port";

export function providerFailure(error: unknown, nowMs = Date.now()): ProviderFailure {
  if (error instanceof Refusal) return { refusal: error, concerns: concernsOf(error), isFree: false };
  if (error instanceof NotSent)
    return { refusal: new Refusal("provider_unavailable", { cause: error }), concerns: "configuration", isFree: true };
  const answer = answerSchema.safeParse(error).data;
  const verdict = verdictOn({ status: answer?.status, code: codeOf(error, answer) });
  const isFree = answer ? isFreeAnswer(answer) : neverConnected(error);
  return { refusal: refusalOf(verdict, { answer, error, nowMs }), concerns: verdict.concerns, isFree };
}

/** A timeout of ours is a reply that the provider failed to give; a pause or a block is not. */
function concernsOf({ code }: Refusal): Concerns {
  return code === "upstream_error" || code === "upstream_timeout" ? "health" : "nobody";
}

function codeOf(error: unknown, answer: Answer | undefined): string {
  if (error instanceof StreamedFailure) return error.code;
  if (!answer) return "";
  const described = typeof answer.error === "object" ? answer.error : {};
  const code = faultCode({ ...described, code: answer.code, type: answer.type });
  return typeof code === "string" || typeof code === "number" ? String(code) : "";
}

/** Who refuses a request has made no answer. A server that broke may have, unless it says in an error of its own that it did not. */
function isFreeAnswer({ status, error }: Answer): boolean {
  return status < 500 || (error !== undefined && error !== null);
}

function neverConnected(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1)
    if (("code" in cause && NEVER_CONNECTED.test(String(cause.code))) || cause.message === REFUSED_BY_FETCH)
      return true;
  return false;
}

const [SHORTEST_WAIT, LONGEST_WAIT, USUAL_WAIT] = [1, 300, 10];

type Circumstances = { answer: Answer | undefined; error: unknown; nowMs: number };

function refusalOf({ refusal }: Verdict, { answer, error, nowMs }: Circumstances): Refusal {
  if (refusal !== "provider_busy") return new Refusal(refusal, { cause: error });
  const seconds = retryAfterSeconds(answer?.headers?.get("retry-after"), nowMs) ?? USUAL_WAIT;
  const wait = Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, seconds));
  return new Refusal(refusal, { cause: error, resetAtMs: nowMs + wait * 1000 });
}

/** RFC 9110: seconds, or a date. */
function retryAfterSeconds(field: string | null | undefined, nowMs: number): number | undefined {
  if (!field) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(field.trim()) ? Number(field) : (Date.parse(field) - nowMs) / 1000;
  return Number.isFinite(seconds) ? Math.ceil(seconds) : undefined;
}
