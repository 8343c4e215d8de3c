/** The chat token of the next message: asked for while somebody writes, so that sending takes one round trip and not two. */
import { readProblem } from "./failure.ts";

/** A token lives ten seconds by a clock of whole seconds, and the message needs some of them to arrive. */
const FRESH_MS = 7_000;
/** After an answer that was no token. */
const PAUSE_MS = 10_000;

type Fetch = typeof fetch;

export class ChatTokens {
  readonly #fetcher: Fetch;
  readonly #now: () => number;
  #prepared: { token: Promise<string | null>; askedAt: number } | undefined;
  #pausedUntil = 0;

  constructor(fetcher: Fetch, now: () => number = Date.now) {
    this.#fetcher = fetcher;
    this.#now = now;
  }

  /** For each key: there is one unused token at the most, and none is asked for while the service wants none asked for. */
  prepare(): void {
    const askedAt = this.#now();
    if (this.#isFresh(askedAt) || askedAt < this.#pausedUntil) return;
    this.#prepared = { askedAt, token: this.#ask(askedAt) };
  }

  /** @returns the prepared token, once; null when there is none, it is stale, or it could not be had @throws when aborted */
  async take(signal?: AbortSignal | null): Promise<string | null> {
    const prepared = this.#isFresh(this.#now()) ? this.#prepared : undefined;
    this.#prepared = undefined;
    if (!prepared) return null;
    signal?.throwIfAborted();
    return Promise.race([prepared.token, whenAborted(signal)]);
  }

  #isFresh(now: number): boolean {
    return this.#prepared !== undefined && now - this.#prepared.askedAt < FRESH_MS;
  }

  /** Never rejects: the message asks for itself then, and shows what it hears. */
  async #ask(askedAt: number): Promise<string | null> {
    try {
      const answer = await this.#fetcher("/api/token", { method: "POST" });
      if (answer.ok) return readToken(await answer.json());
      this.#pausedUntil = Math.max(askedAt + PAUSE_MS, readProblem(await answer.text(), askedAt)?.retryAt ?? 0);
    } catch {
      this.#pausedUntil = askedAt + PAUSE_MS;
    }
    return null;
  }
}

export function readToken(body: unknown): string {
  if (typeof body === "object" && body !== null && "token" in body && typeof body.token === "string") return body.token;
  throw new Error("The token route answered without a token");
}

function whenAborted(signal?: AbortSignal | null): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("The message was stopped", "AbortError")), {
      once: true,
    });
  });
}
