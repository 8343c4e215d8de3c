/** Why requests were refused and how replies ended, in words for the owner. */
import type { RefusalCode } from "@/lib/errors.ts";

const REFUSALS: Record<RefusalCode, string> = {
  invalid_request: "Request made no sense",
  not_signed_in: "Not signed in",
  chat_token_invalid: "Chat token missing, stale or somebody else’s",
  budget_exhausted: "User’s own budget used up",
  service_budget_exhausted: "Ceiling of the whole service reached",
  forbidden: "Foreign page, blocked user, or not an admin",
  model_not_allowed: "Model not on the plan",
  not_found: "No such address",
  method_not_allowed: "Method not supported",
  body_timeout: "Request arrived too slowly",
  chat_token_used: "Chat token used twice",
  body_too_large: "Request too large",
  unsupported_media_type: "Not JSON",
  rate_limited: "Too many requests",
  parallel_limit: "Too many replies at once",
  internal: "Fault of our own",
  upstream_error: "Provider failed",
  provider_busy: "Provider was busy",
  prompt_refused: "Provider refused the message",
  paused: "Service paused",
  store_unavailable: "Store did not answer",
  provider_unavailable: "Provider refused your key or account",
  upstream_timeout: "Provider took too long",
};

const NAMES = new Map<string, string>([
  ...Object.entries(REFUSALS),
  ["stop", "Complete"],
  ["length", "Cut at the plan’s longest answer"],
  ["content-filter", "Cut by the provider’s filter"],
  ["tool-calls", "Out of steps, with calls still open"],
  ["flagged", "Question flagged, and not sent"],
  ["failed", "Nobody could tell, and so it was refused"],
  ["reader_left", "Stopped by the reader"],
]);

/** @param cause what a counter is called; an unknown one is shown as it is */
export function causeName(cause: string): string {
  return NAMES.get(cause) ?? cause;
}
