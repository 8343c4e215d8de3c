/** OpenTelemetry, for owners who set OTEL_EXPORTER_OTLP_ENDPOINT: one span a reply and one a call of a tool, with figures and never a word of it. */
import "server-only";

import type * as Telemetry from "@opentelemetry/api";

import { env } from "../env.ts";
import { onReply, type ReplyEvent, type StopListening, type ToolRun } from "../events.ts";
import { providerOf } from "../providers.ts";

/** How a reply ends when nothing went wrong; everything else is the code of what did. */
const FINE = new Set(["stop", "length", "content-filter", "tool-calls", "reader_left"]);

type Api = typeof Telemetry;

/** Loads nothing unless it is wanted. @returns undefined when it is not */
export async function startTelemetry(): Promise<StopListening | undefined> {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return undefined;
  const [{ registerOTel }, api] = await Promise.all([import("@vercel/otel"), import("@opentelemetry/api")]);
  // The framework adds spans of its own. None of fetch beside them: it would send our trace ids to the store and the provider.
  registerOTel({ serviceName: "guarded-chat", instrumentations: [] });
  const tracer = api.trace.getTracer("guarded-chat");
  return onReply((reply) => traceReply(api, tracer, reply));
}

function traceReply(
  { context, SpanKind, SpanStatusCode, trace }: Api,
  tracer: Telemetry.Tracer,
  reply: ReplyEvent,
): void {
  const endTime = Date.now();
  const startTime = endTime - reply.totalMs;
  const about = { kind: SpanKind.CLIENT, startTime, attributes: attributesOf(reply) };
  const span = tracer.startSpan(`chat ${reply.model}`, about);
  const parent = trace.setSpan(context.active(), span);
  for (const run of reply.tools) {
    const began = startTime + run.atMs;
    const call = { kind: SpanKind.INTERNAL, startTime: began, attributes: toolAttributes(run) };
    const inside = tracer.startSpan(`execute_tool ${run.name}`, call, parent);
    if (run.isError) inside.setStatus({ code: SpanStatusCode.ERROR });
    inside.end(began + run.ms);
  }
  if (!FINE.has(reply.ended)) span.setStatus({ code: SpanStatusCode.ERROR, message: reply.ended });
  span.end(endTime);
}

/** What goes into a tool and comes out of it has names in the conventions as well, and is left out. */
function toolAttributes({ name, isError }: ToolRun) {
  return {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    "gen_ai.tool.type": "function",
    ...(isError && { "error.type": "_OTHER" }),
  };
}

/** Named by the semantic conventions for generative AI; what they have no name for is under our own. */
function attributesOf(reply: ReplyEvent) {
  const { requestId, plan, model, ended, usage, microUsd, firstWordMs, totalMs } = reply;
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
    "guarded_chat.steps": reply.steps,
    "guarded_chat.tool_calls": reply.tools.length,
    "guarded_chat.images": reply.images,
    "guarded_chat.total_ms": totalMs,
    "guarded_chat.micro_usd": microUsd,
    "guarded_chat.plan": plan,
    "guarded_chat.request_id": requestId,
  };
}
