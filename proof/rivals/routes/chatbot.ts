/** Like vercel/chatbot: an hour's messages counted before the new one is saved, an unknown model replaced, and an address limit that fails open. */
import type { UIMessage } from "ai";
import { z } from "zod";

import { answers, sessionOf } from "./ai-sdk.ts";
import { DEFAULT_MODEL, MODELS, type Route, type Surroundings } from "./route.ts";

const HOUR_MS = 3_600_000;

const text = z.object({ type: z.literal("text"), text: z.string().min(1).max(2_000) });
const message = z.object({ id: z.string(), role: z.literal("user"), parts: z.array(text) });
const body = z.object({
  id: z.uuid(),
  messages: z.array(z.unknown()).min(1),
  model: z.string().default(DEFAULT_MODEL),
});

export function chatbot(surroundings: Surroundings): Route {
  const answer = answers(surroundings);
  const { database } = surroundings;
  return async (request) => {
    const asked = body.safeParse(await request.json().catch(() => undefined));
    const last = message.safeParse(asked.data?.messages.at(-1));
    if (!asked.success || !last.success) return refuse(400, "bad_request:api");
    const user = await sessionOf(request);
    if (!user) return refuse(401, "unauthorized:chat");
    const address = request.headers.get("x-real-ip");
    if (address && !(await hasRoom(surroundings, address))) return refuse(429, "rate_limit:chat");
    const hourAgo = Date.now() - HOUR_MS;
    if ((await database.zcount(`messages:${user}`, hourAgo, "+inf")) > surroundings.messages)
      return refuse(429, "rate_limit:chat");
    const { id } = asked.data;
    const owner = (await database.get(`chat:${id}`)) ?? user;
    if (owner !== user) return refuse(403, "forbidden:chat");
    await database.set(`chat:${id}`, user);
    const before = (await database.lrange(`turns:${id}`, 0, -1)).map((turn) => JSON.parse(turn) as UIMessage);
    await database.zadd(`messages:${user}`, Date.now(), last.data.id);
    await database.rpush(`turns:${id}`, JSON.stringify(last.data));
    const model = MODELS.includes(asked.data.model) ? asked.data.model : DEFAULT_MODEL;
    return answer({ model, messages: [...before, last.data], resumable: true });
  };
}

/** Whatever goes wrong here lets the message pass. */
async function hasRoom({ redis, addressRequests }: Surroundings, address: string): Promise<boolean> {
  try {
    if (redis.status !== "ready") return true;
    const key = `ip-rate-limit:${address}`;
    const replies = await redis.multi().incr(key).expire(key, 86_400, "NX").exec();
    return Number(replies?.[0]?.[1] ?? 0) <= addressRequests;
  } catch {
    return true;
  }
}

function refuse(status: number, code: string): Response {
  return Response.json({ code, message: "Something went wrong. Please try again later." }, { status });
}
