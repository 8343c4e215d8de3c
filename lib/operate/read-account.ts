/** The account that an address names. */
import "server-only";

import { LONGEST_SUBJECT } from "../auth/session.ts";
import { Refusal } from "../errors.ts";

/** @throws Refusal `invalid_request` */
export async function readAccount(params: Promise<{ id: string }>): Promise<string> {
  const { id } = await params;
  if (!isAccount(id)) throw new Refusal("invalid_request", { detail: "The address names no account." });
  return id;
}

/** @param id as somebody typed it into a form @returns undefined for what can be no account's */
export function accountOf(id: unknown): string | undefined {
  const account = typeof id === "string" ? id.trim() : "";
  return isAccount(account) ? account : undefined;
}

/** Longer than any account: an address of a guest's with its prefix is shorter. */
function isAccount(id: string): boolean {
  return id !== "" && id.length <= LONGEST_SUBJECT && id.isWellFormed();
}
