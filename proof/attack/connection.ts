/** The way to a deployment: its address, and the headers that go with every request. */
import { setTimeout as sleep } from "node:timers/promises";

import { type Ask, ask, type HeaderFields } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { isListening } from "./listening.ts";

/** A server whose queue is full refuses for a moment; one that has ended goes on refusing. */
const PAUSES_MS = [0, 500, 1_500];

export class Connection {
  readonly url: URL;
  readonly #always: HeaderFields;

  /** @param always for a door before the deployment, such as a preview's protection; no credentials of a user */
  constructor(url: string, always: HeaderFields = {}) {
    this.url = new URL(url);
    this.#always = always;
  }

  /** These headers, and those that go with every request. */
  with(headers: HeaderFields = {}): HeaderFields {
    return { ...this.#always, ...headers };
  }

  ask(path: string, { headers, ...request }: Ask = {}): Promise<Answer> {
    return ask(this.url, path, { headers: this.with(headers), ...request });
  }

  post(path: string, request: Ask = {}): Promise<Answer> {
    return this.ask(path, { method: "POST", body: "", ...request });
  }

  /** @returns whether somebody still listens: whoever has ended refuses everything, which holds nothing */
  async isThere(): Promise<boolean> {
    for (const pause of PAUSES_MS) {
      await sleep(pause);
      if (await isListening(this.url)) return true;
    }
    return false;
  }
}
