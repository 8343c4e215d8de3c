/** How each thing that can go wrong is drawn, and the way on that it offers. Its words are in components/strings/failures.ts. */
import type { RefusalCode } from "@/lib/errors.ts";

import type { IconName } from "../ui/icon.tsx";

/** Things that go wrong in the browser, before or beside the service's own refusals. */
type LocalCode = "offline" | "network" | "sending_too_fast" | "page_outdated" | "unexpected";

export type FailureCode = RefusalCode | LocalCode;

/** retry: send the same again · edit: take the message back · shorten: that, or take it to a new chat · sign_in, reload: what they say · none: only waiting helps. */
type FailureAction = "retry" | "edit" | "shorten" | "sign_in" | "reload" | "none";

type FailureState = { icon: IconName; action: FailureAction };

export const FAILURE_STATES: Record<FailureCode, FailureState> = {
  invalid_request: { icon: "alert", action: "edit" },
  not_signed_in: { icon: "key", action: "sign_in" },
  chat_token_invalid: { icon: "clock", action: "retry" },
  budget_exhausted: { icon: "wallet", action: "none" },
  service_budget_exhausted: { icon: "wallet", action: "none" },
  forbidden: { icon: "lock", action: "none" },
  model_not_allowed: { icon: "lock", action: "retry" },
  not_found: { icon: "refresh", action: "reload" },
  method_not_allowed: { icon: "refresh", action: "reload" },
  unsupported_media_type: { icon: "refresh", action: "reload" },
  body_timeout: { icon: "offline", action: "retry" },
  chat_token_used: { icon: "alert", action: "retry" },
  body_too_large: { icon: "alert", action: "shorten" },
  rate_limited: { icon: "clock", action: "retry" },
  parallel_limit: { icon: "clock", action: "retry" },
  internal: { icon: "alert", action: "retry" },
  upstream_error: { icon: "cloudOff", action: "retry" },
  provider_busy: { icon: "clock", action: "retry" },
  prompt_refused: { icon: "alert", action: "edit" },
  paused: { icon: "pause", action: "retry" },
  store_unavailable: { icon: "cloudOff", action: "retry" },
  provider_unavailable: { icon: "cloudOff", action: "retry" },
  upstream_timeout: { icon: "clock", action: "retry" },
  offline: { icon: "offline", action: "retry" },
  network: { icon: "offline", action: "retry" },
  sending_too_fast: { icon: "clock", action: "retry" },
  page_outdated: { icon: "refresh", action: "reload" },
  unexpected: { icon: "alert", action: "retry" },
};
