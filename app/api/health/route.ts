/** Whether the service can do its work, which needs the store. */
import { answer } from "@/lib/http/answer.ts";
import { requireStore } from "@/lib/store/require-store.ts";

export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    await requireStore();
    return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
  });
}
