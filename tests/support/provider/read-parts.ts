/** What a protocol's parser makes of an answer: all parts of it, added up. */
import { type Protocol, type ReplyPart, replyParts } from "../../../lib/chat/provider/reply-parts.ts";

/** @param chunks as the network brings them; an object is the data of one event, an array the data of several in one chunk */
export async function readParts(protocol: Protocol, chunks: object[], contentType = "text/event-stream") {
  const texts = contentType === "application/json" ? chunks.map((one) => JSON.stringify(one)) : chunks.map(eventsOf);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  const parts: ReplyPart[] = [];
  let fault: unknown;
  try {
    for await (const part of replyParts(new Response(body, { headers: { "content-type": contentType } }), protocol))
      parts.push(part);
  } catch (error) {
    fault = error;
  }
  return {
    text: parts.flatMap(({ texts }) => texts.map(({ text }) => text)).join(""),
    hidden: parts.map(({ hidden }) => hidden).join(""),
    deltas: parts.reduce((sum, { deltas }) => sum + deltas, 0),
    calls: parts.findLast(({ finish }) => finish)?.calls ?? [],
    reasoning: parts.flatMap(({ reasoning }) => reasoning),
    finish: parts.findLast(({ finish }) => finish)?.finish ?? null,
    usage: parts.findLast(({ usage }) => usage)?.usage ?? null,
    fault,
  };
}

function eventsOf(chunk: object): string {
  return [chunk]
    .flat()
    .map((data) => `data: ${JSON.stringify(data)}\n\n`)
    .join("");
}
