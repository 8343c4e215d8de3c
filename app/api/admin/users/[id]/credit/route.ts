/** Prepaid credit: adds a payment, once by its key, or takes one back. */
import { requireOwner } from "@/lib/auth/require-owner.ts";
import { answer } from "@/lib/http/answer.ts";
import { readJson } from "@/lib/http/read-json.ts";
import { addCredit, paymentSchema } from "@/lib/operate/change-user.ts";
import { readAccount } from "@/lib/operate/read-account.ts";

type Context = { params: Promise<{ id: string }> };

export function POST(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async () => {
    const by = await requireOwner(request);
    const id = await readAccount(params);
    return Response.json(await addCredit(id, await readJson(request, paymentSchema), by));
  });
}
