/** What a visitor reads when something is refused or breaks: one kind line for each code, and the way on. */
import type { RefusalCode } from "@/lib/errors.ts";

/** Things that go wrong in the browser, before or beside the service's own refusals. */
export type LocalCode = "offline" | "network" | "sending_too_fast" | "unexpected";

export type FailureCode = RefusalCode | LocalCode;

/** retry: send the same again · edit: take the message back · sign_in, reload: what they say · none: only waiting helps. */
export type FailureAction = "retry" | "edit" | "sign_in" | "reload" | "none";

type FailureText = { title: string; text: string; action: FailureAction };

const OUTDATED: FailureText = { title: "This page is out of date", text: "Reload it to carry on.", action: "reload" };

// CUSTOMISE: say these things in your own voice. Never mention the owner's billing, keys or quotas here.
export const FAILURE_TEXTS: Record<FailureCode, FailureText> = {
  invalid_request: {
    title: "That message did not get through",
    text: "Something in it could not be read. Change it a little and send it again.",
    action: "edit",
  },
  not_signed_in: { title: "You are signed out", text: "Sign in again to carry on chatting.", action: "sign_in" },
  chat_token_invalid: {
    title: "The message took a moment too long",
    text: "Nothing was sent. Please try once more.",
    action: "retry",
  },
  budget_exhausted: {
    title: "You have used up your allowance",
    text: "It fills up again by itself, so come back a little later.",
    action: "none",
  },
  service_budget_exhausted: {
    title: "That is all for now",
    text: "The chat has answered as much as it can for the moment. Please come back later.",
    action: "none",
  },
  forbidden: {
    title: "Your account cannot do this",
    text: "If you think it should, please tell the people who run this service.",
    action: "none",
  },
  model_not_allowed: {
    title: "This model is not on your plan",
    text: "Choose another one below, then try again.",
    action: "retry",
  },
  not_found: OUTDATED,
  method_not_allowed: OUTDATED,
  unsupported_media_type: OUTDATED,
  body_timeout: {
    title: "Your message arrived too slowly",
    text: "The connection may be weak. Please try again.",
    action: "retry",
  },
  chat_token_used: {
    title: "This was sent twice",
    text: "If no answer is on its way, please try again.",
    action: "retry",
  },
  body_too_large: {
    title: "That is too much at once",
    text: "Shorten the message, or start a new chat.",
    action: "edit",
  },
  rate_limited: {
    title: "Time for a short break",
    text: "You have sent many messages in a short while.",
    action: "retry",
  },
  parallel_limit: {
    title: "One answer at a time",
    text: "Another answer of yours is still being written, perhaps in another tab.",
    action: "retry",
  },
  internal: { title: "Something broke on our side", text: "It is not your fault. Please try again.", action: "retry" },
  upstream_error: {
    title: "The answer did not arrive",
    text: "The assistant could not finish this one. Please try again.",
    action: "retry",
  },
  paused: { title: "The chat is taking a break", text: "It will be back. Please try again later.", action: "retry" },
  store_unavailable: {
    title: "We cannot answer just now",
    text: "A part of the service is not responding. Please try again in a minute.",
    action: "retry",
  },
  provider_unavailable: {
    title: "The assistant is not available",
    text: "It cannot answer at the moment. Please try again later.",
    action: "retry",
  },
  upstream_timeout: {
    title: "The answer took too long",
    text: "The assistant stopped responding. Please try again.",
    action: "retry",
  },
  offline: { title: "You are offline", text: "Check your connection, then try again.", action: "retry" },
  network: { title: "The connection broke", text: "The answer may be incomplete. Please try again.", action: "retry" },
  sending_too_fast: {
    title: "This page sent too often",
    text: "It tried many times in a row, so it stopped itself. Please wait a moment.",
    action: "retry",
  },
  unexpected: { title: "Something went wrong", text: "Please try again.", action: "retry" },
};
