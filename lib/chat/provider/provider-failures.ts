/**
 * Every way in which a provider says no: what the visitor is told, and who hears of it. One table, by code first and by status
 * next. The codes are those of OpenAI's error guide and SDK types, and of public reports on compatible servers.
 */
import "server-only";

import type { RefusalCode } from "../../errors.ts";
import type { Concerns } from "../../usage/note-provider.ts";

export type Verdict = {
  refusal: RefusalCode;
  concerns: Concerns;
};

const account: Verdict = { refusal: "provider_unavailable", concerns: "account" };
const configuration: Verdict = { refusal: "provider_unavailable", concerns: "configuration" };
const busy: Verdict = { refusal: "provider_busy", concerns: "health" };
const broken: Verdict = { refusal: "upstream_error", concerns: "health" };
const late: Verdict = { refusal: "upstream_timeout", concerns: "health" };
/** Asking again does not help, and repeated tries count against the owner's account. */
const promptRefused: Verdict = { refusal: "prompt_refused", concerns: "nobody" };
const tooLong: Verdict = { refusal: "body_too_large", concerns: "nobody" };

/** Codes are compared as a whole, in lower case. A code may also be a number: then it is read as a status. */
export const BY_CODE: Record<string, Verdict> = {
  insufficient_quota: account,
  quota_exceeded: account,
  billing_hard_limit_reached: account,
  billing_not_active: account,
  account_deactivated: account,
  organization_deactivated: account,
  access_terminated: account,
  invalid_api_key: account,
  incorrect_api_key: account,
  invalid_authentication: account,
  authentication_error: account,
  organization_spend_limit_exceeded: account,
  project_spend_limit_exceeded: account,
  user_spend_limit_exceeded: account,
  payment_required: account,
  insufficient_credits: account,

  model_not_found: configuration,
  deployment_not_found: configuration,
  deploymentnotfound: configuration,
  unsupported_country_region_territory: configuration,
  unsupported_value: configuration,
  unsupported_parameter: configuration,
  unsupported_model: configuration,
  unknown_parameter: configuration,
  missing_required_parameter: configuration,
  invalid_value: configuration,
  invalid_type: configuration,
  organization_verification_required: configuration,
  mismatched_organization: configuration,
  mismatched_project: configuration,
  ip_not_authorized: configuration,

  invalid_prompt: promptRefused,
  content_policy_violation: promptRefused,
  content_filter: promptRefused,
  responsibleaipolicyviolation: promptRefused,
  moderation_blocked: promptRefused,
  cyber_policy_violation: promptRefused,
  bio_policy: promptRefused,
  image_content_policy_violation: promptRefused,

  context_length_exceeded: tooLong,
  string_above_max_length: tooLong,
  request_too_large: tooLong,

  rate_limit_exceeded: busy,
  rate_limit_error: busy,
  slow_down: busy,
  overloaded_error: busy,
  server_overloaded: busy,
  engine_overloaded: busy,
  server_is_overloaded: busy,
  too_many_requests: busy,

  server_error: broken,
  internal_error: broken,
  internal_server_error: broken,
  vector_store_timeout: late,
  timeout: late,
};

export const BY_STATUS: Record<number, Verdict> = {
  401: account,
  402: account,
  408: late,
  409: broken,
  413: tooLong,
  425: busy,
  429: busy,
  503: busy,
  504: late,
  529: busy,
};

/** Any other 3xx or 4xx will be the same for everyone who asks, so it is the owner's to mend. */
export function verdictOn({ status, code }: { status: number | undefined; code: string }): Verdict {
  const known = BY_CODE[code.toLowerCase()];
  if (known) return known;
  const answered = /^[3-5]\d\d$/.test(code) ? Number(code) : status;
  if (answered === undefined) return broken;
  return BY_STATUS[answered] ?? (answered < 500 ? configuration : broken);
}
