/** The signed-in user, for pages. */
import "server-only";

import { headers } from "next/headers";

import { identify, type User } from "./identify.ts";

export async function currentUser(): Promise<User | null> {
  return identify(await headers());
}
