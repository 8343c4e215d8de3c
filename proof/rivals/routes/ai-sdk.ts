/** The AI SDK's chat route as its documentation writes it: what three of the rivals end with. */
import { createOpenAI } from "@ai-sdk/openai";
import {
  consumeStream,
  convertToModelMessages,
  createUIMessageStreamResponse,
  type ModelMessage,
  streamText,
  toUIMessageStream,
  type UIMessage,
} from "ai";
import { decode } from "next-auth/jwt";

import { TEST_SECRET } from "../../../tests/support/words.ts";
import type { Surroundings } from "./route.ts";

type Answer = {
  model: string;
  messages: UIMessage[];
  /** Where the rival passes it on. */
  signal?: AbortSignal;
  /** Where a reply goes on for a visitor who comes back. */
  resumable?: boolean;
};

export function answers({ provider }: Surroundings): (answer: Answer) => Promise<Response> {
  const openai = createOpenAI({ apiKey: provider.key, baseURL: provider.url });
  return async ({ model, messages, signal, resumable = false }) => {
    const converted: ModelMessage[] = await convertToModelMessages(messages);
    const { stream } = streamText({
      model: openai.responses(model),
      instructions: "You are a helpful assistant.",
      messages: converted,
      ...(signal && { abortSignal: signal }),
      onError: () => {},
    });
    return createUIMessageStreamResponse({
      stream: toUIMessageStream({ stream }),
      ...(resumable && { consumeSseStream: consumeStream }),
    });
  };
}

/** @returns the user's id, as next-auth's session cookie says it */
export async function sessionOf(request: Request): Promise<string | undefined> {
  const cookie = /(?:^|; ?)next-auth\.session-token=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  if (!cookie) return undefined;
  const token = await decode({ token: cookie, secret: TEST_SECRET }).catch(() => null);
  return token?.sub;
}
