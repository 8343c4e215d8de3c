/** One user, for the owner's page and for machines: what they have, and what is granted to them. */
import { requireOwner } from "@/lib/auth/require-owner.ts";
import { answer } from "@/lib/http/answer.ts";
import { readJson } from "@/lib/http/read-json.ts";
import { changeSchema, changeUser } from "@/lib/operate/change-user.ts";
import { userView } from "@/lib/operate/user-view.ts";
import { readAccount } from "@/lib/operate/read-account.ts";

type Context = { params: Promise<{ id: string }> };

export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async () => {
    await requireOwner(request);
    return Response.json(await userView(await readAccount(params)), { headers: { "cache-control": "no-store" } });
  });
}

export function PUT(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async () => {
    const by = await requireOwner(request);
    const id = await readAccount(params);
    await changeUser(id, await readJson(request, changeSchema), by);
    return Response.json(await userView(id), { headers: { "cache-control": "no-store" } });
  });
}
