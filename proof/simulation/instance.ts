/** One process of the service, as far as the ledger is concerned: what lib/usage does around its verbs, without clocks and sockets. */
import type { ModelConfig } from "../../lib/config-schema.ts";
import { costOfReply, type ReplyEnd } from "../../lib/usage/cost-of-reply.ts";
import { cancelIn } from "../../lib/ledger/cancel.ts";
import { renewIn, watchIn } from "../../lib/ledger/renew.ts";
import { LEASE_MS } from "../../lib/ledger/reservation.ts";
import { type ReserveAnswer, reserveIn, type ReserveOptions } from "../../lib/ledger/reserve.ts";
import { restoreIn } from "../../lib/ledger/restore.ts";
import { settleIn } from "../../lib/ledger/settle.ts";
import type { Seen } from "./model.ts";
import type { Network } from "./network.ts";
import { Call, type Prompt, textsOf } from "./provider.ts";

export type Reply = {
  call: Call;
  model: ModelConfig;
  texts: string[];
  maxOutputTokens: number;
  hold: number;
  leaseEndMs: number;
};
export type Ended = { call: Call; settledAt: number };

/** What the instance tells the world. */
export type Listener = {
  granted: (call: Call) => void;
  refused: (word: string) => void;
  ended: (ended: Ended) => void;
  cut: (why: string) => void;
  restored: () => void;
};

export class Instance {
  alive = true;
  /** How many replies it is reckoning the cost of just now. */
  busy = 0;
  readonly skewMs: number;
  readonly running = new Map<string, Reply>();
  /** What has failed and must be tried again. */
  readonly unsettled: (() => void)[] = [];
  /** What it has seen of the service, as lib/usage/ledger-memory.ts keeps it. */
  seen: Seen | undefined;
  readonly #network: Network;
  readonly #listener: Listener;

  constructor(skewMs: number, network: Network, listener: Listener) {
    this.skewMs = skewMs;
    this.#network = network;
    this.#listener = listener;
  }

  async chat(terms: ReserveOptions, model: ModelConfig, prompt: Prompt): Promise<void> {
    const { reservation, hold, nowMs } = terms;
    const first = await this.#ask(terms);
    const answer = first?.word === "forgotten" && (await this.#restore(nowMs)) ? await this.#ask(terms) : first;
    if (!answer) return this.#listener.refused("store_unavailable");
    if (answer.word !== "reserved" && answer.word !== "probing") return this.#listener.refused(answer.word);
    if (answer.service) this.#remember({ ...reservation, totals: answer.service.totals });
    const call = new Call(reservation, model, prompt);
    this.running.set(reservation.id, {
      call,
      model,
      texts: textsOf(prompt),
      maxOutputTokens: prompt.maxOutputTokens,
      hold,
      leaseEndMs: nowMs + LEASE_MS,
    });
    this.#listener.granted(call);
  }

  async #ask(about: ReserveOptions): Promise<ReserveAnswer | null> {
    const terms = { ...about, seen: this.seen?.totals };
    const { reservation } = terms;
    const answer = await reserveIn(this.#network.line(this, { verb: "reserve", terms }), terms).catch(() => null);
    if (!answer)
      this.#retryUntilStored(() => cancelIn(this.#network.line(this, { verb: "cancel", reservation }), reservation));
    return answer;
  }

  #remember({ month, day, totals }: Seen): void {
    const known = this.seen?.totals;
    if (!known || (known.since === totals.since && known.holds < totals.holds)) this.seen = { month, day, totals };
  }

  /** @returns whether the store has taken what this process has seen */
  async #restore(nowMs: number): Promise<boolean> {
    const { seen } = this;
    if (!seen) return false;
    const line = this.#network.line(this, { verb: "restore", seen, nowMs });
    const answer = await restoreIn(line, seen, nowMs).catch(() => null);
    if (!answer || !this.alive) return false;
    this.seen = { ...seen, totals: answer.totals };
    this.#listener.restored();
    return true;
  }

  /** Every end of a reply comes here, and only once. */
  async end(id: string, how: Omit<ReplyEnd, "text" | "deltas" | "stoppedMs">): Promise<void> {
    const reply = this.running.get(id);
    if (!reply) return;
    this.running.delete(id);
    const { call, model, texts, maxOutputTokens, hold } = reply;
    this.busy += 1;
    const cost = await costOfReply(
      [{ ...how, ...call.received, stoppedMs: 0 }],
      [{ model, texts, images: 0, maxOutputTokens, holdMicroUsd: hold }],
    );
    this.busy -= 1;
    if (!this.alive) return;
    const { reservation } = call;
    this.#listener.ended({ call, settledAt: cost });
    this.#retryUntilStored(() =>
      settleIn(this.#network.line(this, { verb: "settle", reservation, cost }), reservation, cost),
    );
  }

  /** The provider stops when the line is cut, a little later. */
  async cut(id: string, overrun: number): Promise<void> {
    this.running.get(id)?.call.overrun(overrun, true);
    await this.end(id, { usage: null, isFree: false });
  }

  /** Looks, and renews when a third of a lease has passed, as lib/usage/running-replies.ts does. */
  async beat(nowMs: number): Promise<void> {
    const replies = [...this.running.entries()];
    const reservations = replies.map(([, { call }]) => call.reservation);
    if (replies.length === 0) return;
    const isDue = replies.some(([, { leaseEndMs }]) => leaseEndMs - nowMs < (2 * LEASE_MS) / 3);
    const asking = isDue
      ? renewIn(this.#network.line(this, { verb: "renew", reservations, nowMs }), reservations, nowMs)
      : watchIn(this.#network.reader(this, { verb: "watch", reservations }), reservations);
    const answers = await asking.catch(() => null);
    for (const [at, [id, reply]] of replies.entries()) {
      const answer = answers?.[at];
      if (answer === "ok" && isDue) reply.leaseEndMs = nowMs + LEASE_MS;
      else if (answer !== "ok" && (answer !== undefined || nowMs >= reply.leaseEndMs))
        await this.#cutBecause(answer ?? "silence", id);
    }
    if (answers?.includes("lost")) await this.#restore(nowMs);
  }

  tryAgain(pick: number): void {
    const [attempt] = this.unsettled.splice(pick % Math.max(1, this.unsettled.length), 1);
    attempt?.();
  }

  /** Dies in the middle of whatever it was doing. Its calls go on at the provider, which may not notice. */
  crash(overrun: number): void {
    this.alive = false;
    for (const { call } of this.running.values()) call.overrun(overrun, false);
    this.running.clear();
    this.unsettled.length = 0;
  }

  async #cutBecause(why: string, id: string): Promise<void> {
    this.#listener.cut(why);
    await this.cut(id, 10);
  }

  #retryUntilStored(work: () => Promise<void>): void {
    const attempt = () => void work().catch(() => this.unsettled.push(attempt));
    attempt();
  }
}
