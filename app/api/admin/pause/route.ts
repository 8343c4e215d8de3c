/** The pause switch. */
import { z } from "zod";

import { requireAdmin } from "@/lib/auth/require-user.ts";
import { answer } from "@/lib/http/answer.ts";
import { readJson } from "@/lib/http/read-json.ts";
import { pauseService, resumeService } from "@/lib/operate/pause.ts";

const bodySchema = z.strictObject({ paused: z.boolean(), reason: z.string().max(500).default("") });

export function PUT(request: Request): Promise<Response> {
  return answer(request, async () => {
    const admin = await requireAdmin(request);
    const { paused, reason } = await readJson(request, bodySchema);
    if (!paused) await resumeService(reason, admin.id);
    return Response.json(paused ? { paused, ...(await pauseService(reason, admin.id)) } : { paused });
  });
}
