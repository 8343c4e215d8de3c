/** Blocks a user, and unblocks. */
import { z } from "zod";

import { requireAdmin } from "@/lib/auth/require-user.ts";
import { answer } from "@/lib/http/answer.ts";
import { readJson } from "@/lib/http/read-json.ts";
import { setBlocked } from "@/lib/operate/pause.ts";

const bodySchema = z.strictObject({ blocked: z.boolean() });

type Context = { params: Promise<{ id: string }> };

export function PUT(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async () => {
    const admin = await requireAdmin(request);
    const { id } = await params;
    const { blocked } = await readJson(request, bodySchema);
    await setBlocked(id, blocked, admin.id);
    return Response.json({ id, blocked });
  });
}
