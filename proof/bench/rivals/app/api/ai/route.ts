/** The AI SDK as its documentation shows it, no safeguard. */
import { createOpenAI } from "@ai-sdk/openai";
import { createUIMessageStreamResponse, streamText, toUIMessageStream } from "ai";

const openai = createOpenAI({ apiKey: "local", baseURL: process.env.OPENAI_BASE_URL ?? "" });

export async function POST(request: Request): Promise<Response> {
  const { text } = (await request.json()) as { text: string };
  const { stream } = streamText({ model: openai.responses("gpt-6-luna"), prompt: text, abortSignal: request.signal });
  return createUIMessageStreamResponse({ stream: toUIMessageStream({ stream }) });
}
