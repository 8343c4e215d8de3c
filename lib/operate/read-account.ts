/** The account that an address names. */
import "server-only";

import { LONGEST_SUBJECT } from "../auth/session.ts";
import { Refusal } from "../errors.ts";

/** Longer than any account: an address of a guest's with its prefix is shorter. @throws Refusal `invalid_request` */
export async function readAccount(params: Promise<{ id: string }>): Promise<string> {
  const { id } = await params;
  if (!id || id.length > LONGEST_SUBJECT || !id.isWellFormed())
    throw new Refusal("invalid_request", { detail: "The address names no account." });
  return id;
}
