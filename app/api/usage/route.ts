/** What the signed-in user may still do. */
import { requireUser } from "@/lib/auth/require-user.ts";
import { answer } from "@/lib/http/answer.ts";
import { usageView } from "@/lib/usage/usage-view.ts";

export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    const user = await requireUser(request);
    return Response.json(await usageView(user), { headers: { "cache-control": "no-store" } });
  });
}
