/** The line between instances and the store: nothing moves on it until it is told to, and not all of it arrives. */
import type { ReadKeys } from "../../lib/ledger/renew.ts";
import type { RunScript } from "../../lib/store/define-script.ts";
import type { Request } from "./model.ts";

export const FATES = ["delivered", "lost", "answer lost", "late", "twice", "rubbish", "rubbish after"] as const;
export type Fate = (typeof FATES)[number];

/** Without a script it reads the keys. */
export type Message = { request: Request; script: string | null; keys: string[]; args: (string | number)[] };
type Sent = Message & { from: { alive: boolean }; resolve: (answer: unknown) => void; reject: (error: Error) => void };

/** What a client may hear in place of an answer. */
const RUBBISH = [null, "", "OK", 0, "<html>", ["reserved"], "reservedX"];

export class Network {
  readonly #waiting: Sent[] = [];
  /** Its sender has given up on it, and it is still on its way. */
  readonly #late: Sent[] = [];
  readonly #apply: (message: Message) => Promise<unknown>;
  /** How many messages met which fate. */
  readonly fates: Record<Fate, number> = {
    delivered: 0,
    lost: 0,
    "answer lost": 0,
    late: 0,
    twice: 0,
    rubbish: 0,
    "rubbish after": 0,
  };

  /** @param apply runs the script in the store */
  constructor(apply: (message: Message) => Promise<unknown>) {
    this.#apply = apply;
  }

  get isQuiet(): boolean {
    return this.#waiting.length + this.#late.length === 0;
  }

  /** A line for one request. A dead sender never hears the answer. */
  line(from: { alive: boolean }, request: Request): RunScript {
    return (script, keys, args) => this.#send({ request, script, keys, args }, from);
  }

  reader(from: { alive: boolean }, request: Request): ReadKeys {
    return (keys) => this.#send({ request, script: null, keys, args: [] }, from);
  }

  #send(message: Message, from: { alive: boolean }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...message, from, resolve, reject });
    });
  }

  /** Lets one of the waiting messages meet its fate, and gives everybody time to hear of it. */
  async move(pick: number, fate: Fate): Promise<void> {
    const [message] = this.#waiting.splice(pick % Math.max(1, this.#waiting.length), 1);
    if (!message) return;
    this.fates[fate] += 1;
    const isApplied = fate === "delivered" || fate === "answer lost" || fate === "twice" || fate === "rubbish after";
    const answer = isApplied ? await this.#apply(message) : undefined;
    if (fate === "twice") await this.#apply(message);
    if (fate === "late") this.#late.push(message);
    if (message.from.alive) reply(message, fate, { answer, rubbish: RUBBISH[pick % RUBBISH.length] });
    await everybodyListens();
  }

  async arriveLate(pick: number): Promise<void> {
    const [message] = this.#late.splice(pick % Math.max(1, this.#late.length), 1);
    if (message) await this.#apply(message);
  }
}

function reply(
  { resolve, reject }: Sent,
  fate: Fate,
  { answer, rubbish }: { answer: unknown; rubbish: unknown },
): void {
  if (fate === "delivered" || fate === "twice") resolve(answer);
  else if (fate === "rubbish" || fate === "rubbish after") resolve(rubbish);
  else reject(new Error("no answer"));
}

export function everybodyListens(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
