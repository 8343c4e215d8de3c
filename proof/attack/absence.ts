/** Safeguards of which one look shows that they are not there at all: then their attacks need not be sent to be known. */
import { isKnown, strangersReply } from "./honest.ts";
import { once } from "./once.ts";
import type { Target } from "./target.ts";

/** @returns what shows that it is missing, or nothing */
type Look = (target: Target) => Promise<string | undefined>;

const PUT = { method: "PUT", headers: { "content-type": "application/json" }, body: '{"attack":"harmless"}' };

const LOOKS: Record<string, Look> = {
  session: async (target) => {
    if (target.profile.isStarter) return undefined;
    return (await strangersReply(target)).status === 200 ? "a stranger's question is answered" : undefined;
  },
  "one-time token": async ({ one }) => (one.hasTokens ? undefined : "questions are answered without one"),
  pause: async (target) => {
    const isThere = await isKnown(target, "/api/admin/pause", PUT);
    return isThere ? undefined : "PUT /api/admin/pause is answered as any address";
  },
};

const looked = new Map(Object.entries(LOOKS).map(([name, look]) => [name, once(look)]));

/** @param name of a safeguard */
export async function absenceOf(name: string, target: Target): Promise<string | undefined> {
  return looked.get(name)?.(target);
}
