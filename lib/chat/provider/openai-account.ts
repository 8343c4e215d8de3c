/** What the owner may ask a provider about their own account: the bill, and the models that the key may call. */
import "server-only";

import { env } from "../../env.ts";
import { Refusal } from "../../errors.ts";
import { connect } from "./openai.ts";
import { providerFailure } from "./provider-failure.ts";

/** Days are UTC, times epoch seconds; the end is exclusive. */
type CostsQuery = { startTime: number; endTime: number; page?: string | undefined };

/**
 * One page of the provider's own bill by day, as it came: lib/operate/cost-report.ts reads it.
 * @throws Refusal `provider_unavailable` when the admin key is refused, `upstream_error`, `upstream_timeout`
 */
export async function fetchCostsPage({ startTime, endTime, page }: CostsQuery, signal: AbortSignal): Promise<unknown> {
  const { OPENAI_PROJECT_ID: project } = env();
  const range = { start_time: startTime, end_time: endTime, bucket_width: "1d", limit: 180 } as const;
  try {
    // The project is a filter here, never a header: an admin key belongs to none.
    const { usage } = connect().admin.organization;
    return await usage.costs(
      { ...range, ...(page && { page }), ...(project && { project_ids: [project] }) },
      { signal },
    );
  } catch (error) {
    throw signal.aborted ? new Refusal("upstream_timeout", { cause: error }) : providerFailure(error).refusal;
  }
}

/** The ids of all models that the key may call at a provider; costs nothing. @throws the SDK's own errors */
export async function offeredModels(provider: string, signal: AbortSignal): Promise<string[]> {
  const { data } = await connect(provider).models.list({ signal });
  return data.map(({ id }) => id);
}
