/** Reads what went wrong at the provider: what the visitor is told, and what it means for money. */
import "server-only";

import { z } from "zod";

import { Refusal } from "../errors.ts";

export type ProviderFailure = {
  refusal: Refusal;
  /** The provider said no in its own error format: no answer was made, and nothing is billed. */
  refused: boolean;
  /** It refuses the owner's key, quota or billing. Waiting does not mend that, and the visitor is told nothing of it. */
  accountRefused: boolean;
};

/** What the provider says inside a stream. Words may have been made before it, so nothing is known to be free. */
export class StreamedFailure extends Error {
  override readonly name = "StreamedFailure";
  readonly code: string;

  /** @param code as it came, whatever it is */
  constructor(code: unknown) {
    super("The provider ended the stream with an error");
    this.code = typeof code === "string" ? code : "";
  }
}

/** The SDK's error for an answer of the provider; a gateway's error page has no such body. */
const refusedSchema = z.object({ status: z.int(), code: z.string().nullish(), error: z.looseObject({}) });

const ACCOUNT_CODES = /^(insufficient_quota|billing_.+|.+_spend_limit_exceeded|account_deactivated|invalid_api_key)$/;

export function providerFailure(error: unknown): ProviderFailure {
  if (error instanceof Refusal) return { refusal: error, refused: false, accountRefused: false };
  const answer = refusedSchema.safeParse(error).data;
  const code = error instanceof StreamedFailure ? error.code : (answer?.code ?? "");
  const accountRefused = answer?.status === 401 || ACCOUNT_CODES.test(code);
  const unavailable = accountRefused || answer?.status === 403;
  return {
    refusal: new Refusal(unavailable ? "provider_unavailable" : "upstream_error", { cause: error }),
    refused: answer !== undefined,
    accountRefused,
  };
}
