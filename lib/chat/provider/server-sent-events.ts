/** Reads server-sent events off a stream of bytes, in batches: those that arrived with one read, which may be none. */
import "server-only";

/** A carriage return at the very end may still get its line feed. */
const LINE_END = /\r\n|\n|\r(?!$)/;

/**
 * Comments and empty events are no events, but a batch is given for each read all the same: whatever arrives is a sign of life.
 * Stopping early cancels the stream, and with it the connection.
 */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const take = eventCollector();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read())
      yield take(decoder.decode(read.value, { stream: true }));
    // Some servers leave out the blank line after the last event.
    const last = take("\n\n");
    if (last.length > 0) yield last;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @returns takes text as it comes, and gives the data of each event that is complete and has any */
function eventCollector(): (text: string) => string[] {
  let rest = "";
  let data: string[] = [];
  return (text) => {
    const unread = rest + text;
    // Hardly any server ends lines in another way, and this one is found many times faster.
    const lines = unread.split(unread.includes("\r") ? LINE_END : "\n");
    rest = lines.pop() ?? "";
    const events: string[] = [];
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
      if (line !== "" || data.length === 0) continue;
      const event = data.join("\n");
      if (event !== "") events.push(event);
      data = [];
    }
    return events;
  };
}
