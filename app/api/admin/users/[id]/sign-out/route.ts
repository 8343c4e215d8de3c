/** Ends every session of a user. */
import { requireOwner } from "@/lib/auth/require-owner.ts";
import { answer } from "@/lib/http/answer.ts";
import { signOut } from "@/lib/operate/end-sessions.ts";
import { readAccount } from "@/lib/operate/read-account.ts";

type Context = { params: Promise<{ id: string }> };

export function POST(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async () => {
    const by = await requireOwner(request);
    const id = await readAccount(params);
    await signOut(id, by);
    return Response.json({ id, signedOut: true });
  });
}
