/** Whether somebody's session was ended by a sign-out everywhere. */
import "server-only";

import { identify } from "../auth/identify.ts";
import { readStanding } from "../auth/standing.ts";
import { Refusal } from "../errors.ts";

/** Also for whoever may no longer come in. A store that does not answer ends nothing: a renewed session is as old as it was. */
export async function wasEnded(headers: Headers): Promise<boolean> {
  try {
    const identity = await identify(headers);
    return identity !== null && identity.signedInAt <= (await readStanding(identity)).endedAt;
  } catch (error) {
    return error instanceof Refusal && error.code === "forbidden";
  }
}
