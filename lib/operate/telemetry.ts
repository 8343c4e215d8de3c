/** OpenTelemetry, for owners who set OTEL_EXPORTER_OTLP_ENDPOINT: one span a reply, with figures and never a word of it. */
import "server-only";

import { env } from "../env.ts";
import { onReply, type ReplyEvent, type StopListening } from "../events.ts";
import { providerOf } from "../providers.ts";

/** How a reply ends when nothing went wrong; everything else is the code of what did. */
const FINE = new Set(["stop", "length", "content-filter", "reader_left"]);

/** Loads nothing unless it is wanted. @returns undefined when it is not */
export async function startTelemetry(): Promise<StopListening | undefined> {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return undefined;
  const [{ registerOTel }, { SpanKind, SpanStatusCode, trace }] = await Promise.all([
    import("@vercel/otel"),
    import("@opentelemetry/api"),
  ]);
  // The framework adds spans of its own. None of fetch beside them: it would send our trace ids to the store and the provider.
  registerOTel({ serviceName: "guarded-chat", instrumentations: [] });
  const tracer = trace.getTracer("guarded-chat");
  return onReply((reply) => {
    const endTime = Date.now();
    const span = tracer.startSpan(`chat ${reply.model}`, {
      kind: SpanKind.CLIENT,
      startTime: endTime - reply.totalMs,
      attributes: attributesOf(reply),
    });
    if (!FINE.has(reply.ended)) span.setStatus({ code: SpanStatusCode.ERROR, message: reply.ended });
    span.end(endTime);
  });
}

/** Named by the semantic conventions for generative AI; what they have no name for is under our own. */
function attributesOf({ requestId, plan, model, ended, usage, microUsd, firstWordMs, totalMs }: ReplyEvent) {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": providerOf(model).name,
    "gen_ai.request.model": model,
    "gen_ai.response.finish_reasons": [ended],
    ...(usage && {
      "gen_ai.usage.input_tokens": usage.input,
      "gen_ai.usage.output_tokens": usage.output,
      "gen_ai.usage.cache_read.input_tokens": usage.cachedInput,
    }),
    ...(!FINE.has(ended) && { "error.type": ended }),
    ...(firstWordMs !== null && { "guarded_chat.first_word_ms": firstWordMs }),
    "guarded_chat.total_ms": totalMs,
    "guarded_chat.micro_usd": microUsd,
    "guarded_chat.plan": plan,
    "guarded_chat.request_id": requestId,
  };
}
