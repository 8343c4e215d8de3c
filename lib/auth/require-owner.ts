/** Who may change what users have: an admin, or a machine with the owner's secret. */
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";
import { requireSameOrigin } from "../http/require-same-origin.ts";
import { bringsBearer, isBearer } from "./bearer.ts";
import { requireAdmin } from "./require-user.ts";

/** By this name a machine stands in the audit list. */
export const MACHINE = "machine";

/** @returns the name for the audit list @throws Refusal `not_signed_in`, `forbidden`; whoever brings a bearer is judged by it alone */
export async function requireOwner(request: Request): Promise<string> {
  requireSameOrigin(request.headers);
  if (!bringsBearer(request.headers)) return (await requireAdmin(request)).id;
  await requireMachine(request.headers);
  return MACHINE;
}

/** @throws Refusal `not_signed_in` */
export async function requireMachine(headers: Headers): Promise<void> {
  if (!(await isBearer(headers, env().GRANTS_SECRET))) throw new Refusal("not_signed_in");
}
