/** The signed-in user, for pages. */
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";

import { Refusal } from "../errors.ts";
import { NOT_ALLOWED_PAGE } from "./admission.ts";
import { identify, type Identity, type User } from "./identify.ts";
import { withoutStanding, withStanding } from "./standing.ts";

/** @returns null when nobody is signed in. Whoever may not come in is led to the page that says so. */
export async function currentUser(): Promise<User | null> {
  const user = await whoever();
  return user === "not allowed" ? redirect(NOT_ALLOWED_PAGE) : user;
}

/** Whether the sign-in page has nothing left to do. */
export async function isLetIn(): Promise<boolean> {
  const user = await whoever();
  return user !== null && user !== "not allowed";
}

/** Whether ADMIN_EMAILS names who is signed in. */
export async function currentUserIsAdmin(): Promise<boolean> {
  const user = await currentUser();
  return user?.isAdmin === true;
}

/** Once for each page, however many of its parts ask. */
const whoever = cache(async (): Promise<User | "not allowed" | null> => {
  try {
    const identity = await identify(await headers());
    return identity && (await userOf(identity));
  } catch (error) {
    if (error instanceof Refusal && error.code === "forbidden") return "not allowed";
    throw error;
  }
});

async function userOf(identity: Identity): Promise<User | null> {
  try {
    return await withStanding(identity);
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_signed_in") return null;
    return withoutStanding(identity);
  }
}
