/** Like LiteLLM's proxy as it comes: keys with budgets, holds that shrink to what is left, counters that fail open, two retries. */
import { z } from "zod";

import { type Budget, budgets, costOf } from "./litellm-budget.ts";
import { DEFAULT_MODEL, MODELS, type Route, type Surroundings } from "./route.ts";

export const MASTER_KEY = "local-master-key-of-the-rival";
const RETRIES = 2;

const body = z.looseObject({
  model: z.string().default(DEFAULT_MODEL),
  messages: z.array(z.unknown()).min(1),
  stream: z.boolean().default(false),
});
const keyBody = z.looseObject({ max_budget: z.number().positive() });
const usageSchema = z.looseObject({ prompt_tokens: z.number(), completion_tokens: z.number() });
type Body = z.infer<typeof body>;

export function litellm(surroundings: Surroundings): Route {
  const { reserve } = budgets(surroundings);
  return async (request) => {
    const key = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
    const path = new URL(request.url).pathname;
    if (path === "/health/liveliness") return Response.json("I'm alive!");
    if (path === "/key/generate") return newKey(key, request, surroundings);
    const budgetUsd = Number(await surroundings.database.get(`key:${key}`));
    if (!budgetUsd)
      return refuse(401, "token_not_found_in_db", "Authentication Error, Invalid proxy server token passed");
    if (path === "/v1/models")
      return Response.json({ object: "list", data: MODELS.map((id) => ({ id, object: "model", owned_by: "openai" })) });
    if (path !== "/v1/chat/completions" || request.method !== "POST") return refuse(404, "not_found", "Not Found");
    const raw = await request.text();
    const asked = body.safeParse(parsed(raw));
    if (!asked.success) return refuse(400, "invalid_request_error", asked.error.issues[0]?.message ?? "");
    if (!MODELS.includes(asked.data.model))
      return refuse(400, "invalid_request_error", `Invalid model name passed in model=${asked.data.model}`);
    const hold = await reserve({ key, budgetUsd, raw, asked: asked.data });
    if (hold === "refused") return refuse(429, "budget_exceeded", `Budget has been exceeded! Max budget: ${budgetUsd}`);
    return passOn(asked.data, { surroundings, hold, signal: request.signal });
  };
}

async function newKey(master: string, request: Request, { database }: Surroundings): Promise<Response> {
  if (master !== MASTER_KEY) return refuse(401, "auth_error", "Only the proxy admin can generate keys");
  const { max_budget } = keyBody.parse(await request.json());
  const key = `sk-${crypto.randomUUID()}`;
  await database.set(`key:${key}`, max_budget);
  return Response.json({ key, max_budget });
}

type Call = { surroundings: Surroundings; hold: Budget; signal: AbortSignal };

async function passOn(asked: Body, { surroundings: { provider }, hold, signal }: Call): Promise<Response> {
  const sent = { ...asked, ...(asked.stream && { stream_options: { include_usage: true } }) };
  const call = () =>
    fetch(`${provider.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${provider.key}` },
      body: JSON.stringify(sent),
      signal,
    });
  const reply = await retried(call, signal).catch(() => undefined);
  if (signal.aborted) await hold.settle(hold.inputMicroUsd);
  if (!reply?.ok) {
    // What failed is taken for free, and the hold is given back.
    if (!signal.aborted) await hold.settle(0);
    return refuse(
      reply?.status ?? 500,
      "api_error",
      "litellm.InternalServerError: OpenAIException - Connection error.",
    );
  }
  if (!asked.stream) {
    const whole = (await reply.json()) as { usage?: unknown };
    await hold.settle(costOf(asked.model, usageSchema.parse(whole.usage)));
    return Response.json(whole);
  }
  return new Response(reply.body?.pipeThrough(counting(asked, hold, signal)) ?? null, {
    headers: { "content-type": "text/event-stream" },
  });
}

/** Adds up what is passed on, so that a stream that ends early is charged for what was seen of it. */
function counting({ model }: Body, hold: Budget, signal: AbortSignal): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let seen = 0;
  let usage: z.infer<typeof usageSchema> | undefined;
  let rest = "";
  const settle = () =>
    hold.settle(usage ? costOf(model, usage) : hold.inputMicroUsd + costOf(model, { completion_tokens: seen }));
  signal.addEventListener("abort", () => void settle());
  return new TransformStream({
    transform(bytes, controller) {
      controller.enqueue(bytes);
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const chunk = parsed(line.replace(/^data: /, "")) as {
          usage?: unknown;
          choices?: { delta?: { content?: string } }[];
        };
        usage = usageSchema.safeParse(chunk?.usage).data ?? usage;
        seen += Math.ceil((chunk?.choices?.[0]?.delta?.content ?? "").length / 4);
      }
    },
    flush: settle,
  });
}

async function retried(call: () => Promise<Response>, signal: AbortSignal): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    const reply = await call().catch((error: unknown) => error);
    const isFinal = reply instanceof Response && reply.status < 500 && reply.status !== 429;
    if (isFinal || tries === RETRIES || signal.aborted) {
      if (reply instanceof Response) return reply;
      throw reply;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(status: number, type: string, message: string): Response {
  return Response.json({ error: { message, type, param: "None", code: String(status) } }, { status });
}
