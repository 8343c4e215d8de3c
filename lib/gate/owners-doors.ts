/** The doors to what users have: for admins, and for machines with the owner's secret. */
import { bringsBearer } from "../auth/bearer.ts";
import { requireMachine } from "../auth/require-owner.ts";
import { requireDeclaredLength, requireJson } from "../http/require-json.ts";
import { requireSameOrigin } from "../http/require-same-origin.ts";
import { type Pass, requireSignedIn } from "./pass.ts";
import { countMachine } from "./request-limits.ts";

/** Machines are counted, so that nobody tries out secrets. */
export async function ownersDoor(headers: Headers): Promise<Pass> {
  requireSameOrigin(headers);
  if (!bringsBearer(headers)) {
    await requireSignedIn(headers);
    return {};
  }
  const response = await countMachine(headers);
  await requireMachine(headers);
  return { response };
}

export async function ownersJsonDoor(headers: Headers): Promise<Pass> {
  requireJson(headers);
  requireDeclaredLength(headers);
  return ownersDoor(headers);
}
