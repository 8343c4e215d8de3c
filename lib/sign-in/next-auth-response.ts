/** Takes down what next-auth answers, in the shape of a response of Next's Pages API, and makes a Response of it. */
import "server-only";

import { Refusal, type RefusalCode, toProblem } from "../errors.ts";

/** The methods of NextApiResponse that next-auth calls, and no other. */
export class NextAuthResponse {
  #status = 200;
  #body: unknown;
  readonly #headers = new Headers();
  #cookies: string[] = [];

  status(status: number): this {
    this.#status = status;
    return this;
  }

  getHeader(name: string): string[] | undefined {
    return name === "Set-Cookie" ? this.#cookies : undefined;
  }

  setHeader(name: string, value: string | string[]): this {
    if (Array.isArray(value)) this.#cookies = value;
    else this.#headers.set(name, value);
    return this;
  }

  json(body: unknown): void {
    this.#headers.set("content-type", "application/json");
    this.#body = body;
  }

  send(body: unknown): void {
    this.#body = body;
  }

  end(): void {}

  /**
   * @param requestId for the problem document of a refusal
   * @throws Refusal `invalid_request`, or an Error for a fault of next-auth: its own words for both go to nobody
   */
  toResponse(requestId: string): Response {
    if (this.#status >= 500) throw new Error("next-auth failed");
    if (this.#status >= 400) this.#refuse(requestId);
    for (const cookie of this.#cookies) this.#headers.append("set-cookie", cookie);
    const text = this.#body === undefined ? null : JSON.stringify(this.#body);
    return new Response(text, { status: this.#status, headers: this.#headers });
  }

  /** Where next-auth names a page that says why, its `url` stays beside the problem: the browser's half of next-auth goes there. */
  #refuse(requestId: string): void {
    const refusal = new Refusal(CODES.get(this.#status) ?? "invalid_request");
    if (typeof this.#body !== "object" || this.#body === null) throw refusal;
    this.#body = { ...this.#body, ...toProblem(refusal, requestId) };
    this.#headers.set("content-type", "application/problem+json");
  }
}

const CODES = new Map<number, RefusalCode>([
  [401, "not_signed_in"],
  [403, "forbidden"],
]);
