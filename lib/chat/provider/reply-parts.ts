/** From the bytes of the provider's answer to the parts of a reply, whatever protocol it speaks. */
import "server-only";

import type { Usage } from "../../usage/price.ts";
import type { Reasoning, ToolCall } from "../chat-input.ts";
import { StreamedFailure } from "./provider-failure.ts";
import { serverSentEvents } from "./server-sent-events.ts";

export type FinishReason = "stop" | "length" | "content-filter" | "tool-calls";

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
  /** Its figures of an answer that goes on: what follows comes on top. */
  usageSoFar: Usage | null;
  finish: FinishReason | null;
  /** With the finish reason "tool-calls": all of the answer. Their text is hidden output. */
  calls: ToolCall[];
  /** Of a model that reasons: what it wants to read again when it goes on after its calls. */
  reasoning: Reasoning[];
  /** Nothing more will come, whether the provider closes the connection or not. */
  isLast: boolean;
};

/** It may remember earlier events of the same answer. */
export type AnswerParser = {
  /**
   * Adds what one event of a protocol says to the part.
   * @throws StreamedFailure for an event that reports a failure
   */
  take: (event: Record<string, unknown>, part: ReplyPart) => void;
  /** The server says that it is done: by the mark of the end, or because the answer was one document. */
  takeDone: (part: ReplyPart) => void;
};

export type Protocol = {
  /** For a new answer. */
  parser: () => AnswerParser;
  /** The event that a whole answer is, when the server sends one JSON document instead of a stream. */
  fromDocument: (document: Record<string, unknown>) => Record<string, unknown>;
};

/** The mark of the end: the data of an event that is no JSON. */
const DONE = "[DONE]";

/** More than any answer within a plan; a document beyond it is not read. */
const LARGEST_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** @throws StreamedFailure, or a SyntaxError, after the parts that came before the fault: they were made, and are billed */
export async function* replyParts(response: Response, { parser, fromDocument }: Protocol): AsyncGenerator<ReplyPart> {
  if (!response.body) throw new StreamedFailure("empty_body");
  const answer = parser();
  if (isDocument(response)) {
    const take: AnswerParser["take"] = (document, part) => answer.take(fromDocument(document), part);
    yield* documentParts(response.body, { take, takeDone: (part) => answer.takeDone(part) });
    return;
  }
  for await (const events of serverSentEvents(response.body)) {
    const part = emptyPart();
    const fault = takeAll(events, part, answer);
    yield part;
    if (fault) throw fault.cause;
  }
}

function emptyPart(): ReplyPart {
  const nothing = { hidden: "", deltas: 0, usage: null, usageSoFar: null, finish: null, isLast: false };
  return { texts: [], calls: [], reasoning: [], ...nothing };
}

function isDocument({ headers }: Response): boolean {
  return headers.get("content-type")?.includes("application/json") ?? false;
}

async function* documentParts(body: ReadableStream<Uint8Array>, answer: AnswerParser): AsyncGenerator<ReplyPart> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > LARGEST_DOCUMENT_BYTES) throw new StreamedFailure("document_too_large");
    yield emptyPart();
  }
  const part = emptyPart();
  const fault = takeAll([text, DONE], part, answer);
  yield part;
  if (fault) throw fault.cause;
}

/** What does not begin like an object is a ping, or the mark of the end. Half an object is a broken stream. */
function takeAll(events: string[], part: ReplyPart, answer: AnswerParser): { cause: unknown } | null {
  try {
    for (const data of events) {
      if (data.trim() === DONE) {
        part.isLast = true;
        answer.takeDone(part);
      }
      if (!data.trimStart().startsWith("{")) continue;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it begins like an object; each parser checks the rest
      answer.take(JSON.parse(data) as Record<string, unknown>, part);
    }
    return null;
  } catch (cause) {
    return { cause };
  }
}
