/** Compares the provider's bill with the ledger; for a scheduler that knows CRON_SECRET. */
import { fetchCostsPage } from "@/lib/chat/provider/openai-account.ts";
import { answer } from "@/lib/http/answer.ts";
import { reconcile } from "@/lib/operate/reconcile.ts";
import { requireReconcileSecret } from "@/lib/operate/reconcile-secret.ts";

export const maxDuration = 60;

export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    await requireReconcileSecret(request.headers);
    const days = await reconcile(fetchCostsPage);
    return Response.json({ days }, { headers: { "cache-control": "no-store" } });
  });
}
