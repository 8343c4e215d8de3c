/** Signs the user out everywhere, this very session included. */
import { requireUser } from "@/lib/auth/require-user.ts";
import { answer } from "@/lib/http/answer.ts";
import { endOwnSessions } from "@/lib/operate/end-sessions.ts";

export function POST(request: Request): Promise<Response> {
  return answer(request, async () => {
    await endOwnSessions(await requireUser(request));
    return Response.json({ signedOut: true });
  });
}
