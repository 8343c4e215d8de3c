/** How long each call of a tool takes, from what the stream says: the server's own work, and the way here twice the same. */
import type { UIMessageChunk } from "ai";

import type { CallTimes } from "./answer-parts.ts";

export class CallClock {
  readonly #began = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @returns the note to add to the message when a call has ended */
  heard(chunk: UIMessageChunk): CallTimes | undefined {
    if (chunk.type === "tool-input-available") this.#began.set(chunk.toolCallId, this.#now());
    if (chunk.type !== "tool-output-available" && chunk.type !== "tool-output-error") return undefined;
    const began = this.#began.get(chunk.toolCallId);
    return began === undefined ? undefined : { callMs: { [chunk.toolCallId]: Math.round(this.#now() - began) } };
  }
}
