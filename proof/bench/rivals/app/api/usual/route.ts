/** What people ship by the usual guides: a window by address at the edge, the session, a count a day and user, and the AI SDK. */
import { createOpenAI } from "@ai-sdk/openai";
import { Redis } from "@upstash/redis";
import { createUIMessageStreamResponse, streamText, toUIMessageStream } from "ai";
import { getToken } from "next-auth/jwt";
import type { NextRequest } from "next/server";

const MESSAGES_A_DAY = 100_000_000;

const openai = createOpenAI({ apiKey: "local", baseURL: process.env.OPENAI_BASE_URL ?? "" });
const redis = Redis.fromEnv();

/** The window by address is in proof/bench/rivals/middleware.ts. */
export async function POST(request: NextRequest): Promise<Response> {
  const session = await getToken({ req: request });
  if (!session?.sub) return new Response("Sign in first", { status: 401 });
  const day = new Date().toISOString().slice(0, 10);
  const count = await redis.incr(`messages:${session.sub}:${day}`);
  if (count > MESSAGES_A_DAY) return new Response("Come back tomorrow", { status: 429 });
  const { text } = (await request.json()) as { text: string };
  const { stream } = streamText({ model: openai.responses("gpt-6-luna"), prompt: text, abortSignal: request.signal });
  return createUIMessageStreamResponse({ stream: toUIMessageStream({ stream }) });
}
