/** The usual guide: a sliding window by address in front, next-auth's session, a count a day and user, and the AI SDK. */
import { Ratelimit } from "@upstash/ratelimit";
import { Redis as Upstash } from "@upstash/redis";
import type { UIMessage } from "ai";

import { answers, sessionOf } from "./ai-sdk.ts";
import { DEFAULT_MODEL, type Route, type Surroundings } from "./route.ts";

export function usual(surroundings: Surroundings): Route {
  const redis = new Upstash(surroundings.upstash);
  const ratelimit = new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(surroundings.addressRequests, "5 m") });
  const answer = answers(surroundings);
  return async (request) => {
    const { success } = await ratelimit.limit(request.headers.get("x-forwarded-for") ?? "unknown");
    if (!success) return Response.json({ error: "Too many requests" }, { status: 429 });
    const user = await sessionOf(request);
    if (!user) return new Response("Sign in first", { status: 401 });
    const day = new Date().toISOString().slice(0, 10);
    const count = await redis.incr(`messages:${user}:${day}`);
    if (count > surroundings.messages) return new Response("Come back tomorrow", { status: 429 });
    const { messages, model = DEFAULT_MODEL } = (await request.json()) as { messages: UIMessage[]; model?: string };
    return answer({ model, messages, signal: request.signal });
  };
}
