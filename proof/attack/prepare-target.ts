/** The target as what it speaks: a server with none of the starter's addresses would otherwise be asked nothing, and its lacks had no names. */
import { reply } from "./checks.ts";
import { Target, type TargetOptions } from "./target.ts";

const NOT_THE_STARTER =
  "This is not the starter: GET /api/usage is not there, and questions are answered without a token. It is judged as --profile use-chat";

/** @returns nothing when nobody answers at the address */
export async function prepareTarget(options: TargetOptions): Promise<Target | undefined> {
  const target = new Target(options);
  if (!(await target.prepare())) return undefined;
  if (!target.profile.isStarter || !(await lacksFigures(target))) return target;
  const other = new Target({ ...options, profile: "use-chat" });
  await other.prepare();
  if (other.accounts.length === 0 || (await reply(other)) !== undefined) return target;
  other.complaints.push(NOT_THE_STARTER);
  return other;
}

/** The starter has them at this address for everybody, if only to refuse them. */
async function lacksFigures(target: Target): Promise<boolean> {
  return (await target.ask("/api/usage")).status === 404;
}
