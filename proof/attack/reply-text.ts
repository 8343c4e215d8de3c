/** The words of a reply, read out of the protocol it came in. */
import { z } from "zod";

import { parseJson } from "./json.ts";

const delta = z.object({ type: z.literal("text-delta"), delta: z.string() });
const choice = z.object({
  delta: z.object({ content: z.string().nullish() }).nullish(),
  message: z.object({ content: z.string().nullish() }).nullish(),
});
const completion = z.object({ choices: z.array(choice) });

/** Of a UI message stream of the AI SDK. */
export function uiText(body: string): string {
  return payloads(body)
    .map((one) => delta.safeParse(one).data?.delta ?? "")
    .join("");
}

/** Of a Chat Completion, streamed or whole. */
export function completionText(body: string): string {
  return [parseJson(body), ...payloads(body)]
    .flatMap((one) => completion.safeParse(one).data?.choices ?? [])
    .map((one) => one.delta?.content ?? one.message?.content ?? "")
    .join("");
}

/** The events of a stream, as far as they are JSON. */
export function payloads(body: string): unknown[] {
  return body
    .split("\n")
    .filter((line) => line.startsWith("data:") && !line.includes("[DONE]"))
    .map((line) => parseJson(line.slice("data:".length)));
}
