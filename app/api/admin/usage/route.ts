/** The owner's figures, for programs; /admin shows the same to people. */
import { z } from "zod";

import { requireAdmin } from "@/lib/auth/require-user.ts";
import { Refusal } from "@/lib/errors.ts";
import { answer } from "@/lib/http/answer.ts";
import { activeUsers } from "@/lib/operate/active-users.ts";
import { ownerOverview } from "@/lib/operate/overview.ts";

const pageSchema = z.coerce.number().int().min(1).max(100_000).default(1);

export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    await requireAdmin(request);
    const page = pageSchema.safeParse(new URL(request.url).searchParams.get("page") ?? undefined);
    if (!page.success) throw new Refusal("invalid_request", { detail: "page counts from 1." });
    const overview = await ownerOverview();
    const active = await activeUsers(overview.day, page.data);
    return Response.json({ ...overview, ...active }, { headers: { "cache-control": "no-store" } });
  });
}
