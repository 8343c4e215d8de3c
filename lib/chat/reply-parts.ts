/** From the bytes of the provider's answer to the parts of a reply, whatever protocol it speaks. */
import "server-only";

import type { Usage } from "../usage/price.ts";
import { StreamedFailure } from "./provider-failure.ts";
import { serverSentEvents } from "./server-sent-events.ts";

export type FinishReason = "stop" | "length" | "content-filter";

/** What arrived with one read. All of it may be empty: then it is a sign of life and nothing else. */
export type ReplyPart = {
  /** Text, in the order in which it came. Each output item of the provider has an id of its own. */
  texts: { itemId: string; text: string }[];
  /** Output that is billed and not shown: reasoning that the server sends along. */
  hidden: string;
  /** In how many deltas the text and the hidden output came. */
  deltas: number;
  /** The provider's own figures; the latest count. */
  usage: Usage | null;
  finish: FinishReason | null;
  /** Nothing more will come, whether the provider closes the connection or not. */
  isLast: boolean;
};

/**
 * Adds what one event of a protocol says to the part. It may remember earlier events of the same answer.
 * @throws StreamedFailure for an event that reports a failure
 */
export type TakeEvent = (event: Record<string, unknown>, part: ReplyPart) => void;

export type Protocol = {
  /** For a new answer. */
  parser: () => TakeEvent;
  /** The event that a whole answer is, when the server sends one JSON document instead of a stream. */
  fromDocument: (document: Record<string, unknown>) => Record<string, unknown>;
};

/** More than any answer within a plan; a document beyond it is not read. */
const LARGEST_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** @throws StreamedFailure, or a SyntaxError, after the parts that came before the fault: they were made, and are billed */
export async function* replyParts(response: Response, { parser, fromDocument }: Protocol): AsyncGenerator<ReplyPart> {
  if (!response.body) throw new StreamedFailure("empty_body");
  const take = parser();
  if (isDocument(response)) {
    yield* documentParts(response.body, (document, part) => take(fromDocument(document), part));
    return;
  }
  for await (const events of serverSentEvents(response.body)) {
    const part = emptyPart();
    const fault = takeAll(events, part, take);
    yield part;
    if (fault) throw fault.cause;
  }
}

function emptyPart(): ReplyPart {
  return { texts: [], hidden: "", deltas: 0, usage: null, finish: null, isLast: false };
}

function isDocument({ headers }: Response): boolean {
  return headers.get("content-type")?.includes("application/json") ?? false;
}

async function* documentParts(body: ReadableStream<Uint8Array>, take: TakeEvent): AsyncGenerator<ReplyPart> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > LARGEST_DOCUMENT_BYTES) throw new StreamedFailure("document_too_large");
    yield emptyPart();
  }
  const part = emptyPart();
  const fault = takeAll([text], part, take);
  yield part;
  if (fault) throw fault.cause;
}

/** What does not begin like an object is a ping, or the mark of the end. Half an object is a broken stream. */
function takeAll(events: string[], part: ReplyPart, take: TakeEvent): { cause: unknown } | null {
  try {
    for (const data of events) {
      if (data.trim() === "[DONE]") part.isLast = true;
      if (!data.trimStart().startsWith("{")) continue;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it begins like an object; each parser checks the rest
      take(JSON.parse(data) as Record<string, unknown>, part);
    }
    return null;
  } catch (cause) {
    return { cause };
  }
}
