/** Every refusal this service can give: one closed table, one error class, one way to a Response (RFC 9457). */

const REFUSALS = {
  invalid_request: { status: 400, title: "The request could not be understood" },
  not_signed_in: { status: 401, title: "Sign in first" },
  chat_token_invalid: { status: 401, title: "The chat token is missing, stale or not yours" },
  budget_exhausted: { status: 402, title: "Your budget is used up" },
  service_budget_exhausted: { status: 402, title: "The service has reached its limit for now" },
  forbidden: { status: 403, title: "This is not allowed" },
  model_not_allowed: { status: 403, title: "This model is not on your plan" },
  not_found: { status: 404, title: "There is nothing at this address" },
  method_not_allowed: { status: 405, title: "This method is not supported here" },
  body_timeout: { status: 408, title: "The request body took too long to arrive" },
  chat_token_used: { status: 409, title: "The chat token was already used" },
  body_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "Send plain UTF-8 application/json" },
  rate_limited: { status: 429, title: "Too many requests" },
  parallel_limit: { status: 429, title: "Too many replies at once" },
  internal: { status: 500, title: "Something went wrong on our side" },
  prompt_refused: { status: 422, title: "The model refuses this message" },
  upstream_error: { status: 502, title: "The model provider could not answer" },
  provider_busy: { status: 503, title: "The model is busy right now" },
  paused: { status: 503, title: "The service is paused" },
  store_unavailable: { status: 503, title: "The service cannot check its limits right now" },
  provider_unavailable: { status: 503, title: "The model is unavailable right now" },
  upstream_timeout: { status: 504, title: "The model provider took too long" },
} as const satisfies Record<string, { status: number; title: string }>;

export type RefusalCode = keyof typeof REFUSALS;

/** The body of every refusal, and of an error chunk inside a stream that has already begun. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: RefusalCode;
  requestId: string;
  retryAfterSeconds?: number;
  /** ISO 8601, UTC. */
  resetAt?: string;
};

type RefusalOptions = {
  /** One sentence for the visitor: never a secret, a prompt, or the owner's billing. */
  detail?: string;
  /** Epoch milliseconds at which trying again can succeed. */
  resetAtMs?: number;
  headers?: Record<string, string>;
  cause?: unknown;
};

/** Thrown wherever a request must not go on. Anything else that is thrown becomes `internal`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly detail: string;
  readonly resetAtMs: number | undefined;
  readonly headers: Record<string, string>;

  constructor(code: RefusalCode, { detail, resetAtMs, headers = {}, cause }: RefusalOptions = {}) {
    super(code, { cause });
    this.code = code;
    this.detail = detail ?? REFUSALS[code].title;
    this.resetAtMs = resetAtMs;
    this.headers = headers;
  }
}

/** @param now epoch milliseconds */
export function toProblem(error: unknown, requestId: string, now = Date.now()): Problem {
  const refusal = error instanceof Refusal ? error : new Refusal("internal");
  const { status, title } = REFUSALS[refusal.code];
  const problem: Problem = {
    type: `urn:guarded-chat:problem:${refusal.code}`,
    title,
    status,
    detail: refusal.detail,
    code: refusal.code,
    requestId,
  };
  if (refusal.resetAtMs === undefined) return problem;
  const retryAfterSeconds = Math.max(1, Math.ceil((refusal.resetAtMs - now) / 1000));
  return { ...problem, retryAfterSeconds, resetAt: new Date(refusal.resetAtMs).toISOString() };
}

export function toResponse(error: unknown, requestId: string): Response {
  const problem = toProblem(error, requestId);
  const headers = new Headers(error instanceof Refusal ? error.headers : {});
  headers.set("content-type", "application/problem+json");
  headers.set("cache-control", "no-store");
  headers.set("x-request-id", requestId);
  if (problem.retryAfterSeconds) headers.set("retry-after", String(problem.retryAfterSeconds));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
