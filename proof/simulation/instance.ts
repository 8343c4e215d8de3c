/** One process of the service, as far as the ledger is concerned: what lib/usage does around its verbs, without clocks and sockets. */
import type { ModelConfig } from "../../lib/config-schema.ts";
import { costOfReply } from "../../lib/usage/cost-of-reply.ts";
import { cancelIn } from "../../lib/ledger/cancel.ts";
import { type ExtendAnswer, extendIn, type Growth } from "../../lib/ledger/extend.ts";
import { renewIn, watchIn } from "../../lib/ledger/renew.ts";
import { LEASE_MS } from "../../lib/ledger/reservation.ts";
import { type ReserveAnswer, reserveIn, type ReserveOptions } from "../../lib/ledger/reserve.ts";
import { restoreIn } from "../../lib/ledger/restore.ts";
import { settleIn } from "../../lib/ledger/settle.ts";
import type { Seen } from "./model.ts";
import type { Network } from "./network.ts";
import type { Call, Prompt } from "./provider.ts";
import { type How, Reply } from "./reply.ts";

export type Ended = { id: string; calls: Call[]; settledAt: number };
/** A further step: what is sent, what was said of the one before, and whether the provider is called when it has been held for. */
export type Further = { prompt: Prompt; how: How; isCalled: boolean };

/** What the instance tells the world. */
export type Listener = {
  granted: (call: Call) => void;
  extended: (id: string) => void;
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
    const { reservation, nowMs } = terms;
    const first = await this.#ask(terms);
    const answer = first?.word === "forgotten" && (await this.#restore(nowMs)) ? await this.#ask(terms) : first;
    if (!answer) return this.#listener.refused("store_unavailable");
    if (answer.word !== "reserved" && answer.word !== "probing") return this.#listener.refused(answer.word);
    if (answer.service) this.#remember({ ...reservation, totals: answer.service.totals });
    const reply = new Reply(terms, { model, prompt, leaseEndMs: nowMs + LEASE_MS });
    this.running.set(reservation.id, reply);
    for (const call of reply.calls) this.#listener.granted(call);
  }

  /** As lib/usage/extend.ts does it; when it is refused, the reply ends with what it has. */
  async goOn(id: string, { prompt, how, isCalled }: Further, nowMs: number): Promise<void> {
    const reply = this.running.get(id);
    if (!reply?.call) return;
    reply.endStep(how);
    const sent = reply.costing(prompt);
    const growth = { from: reply.held, to: reply.held + sent.holdMicroUsd };
    const first = await this.#askMore(reply, growth, nowMs);
    const answer =
      first?.word === "forgotten" && (await this.#restore(nowMs)) ? await this.#askMore(reply, growth, nowMs) : first;
    if (answer && "service" in answer && answer.service)
      this.#remember({ ...reply.terms.reservation, totals: answer.service.totals });
    if (answer?.word === "extended") this.#listener.extended(id);
    else this.#listener.refused(`a further step, ${answer?.word ?? "store_unavailable"}`);
    // It may have been cut meanwhile.
    if (this.running.get(id) !== reply) return;
    if (answer?.word === "extended") reply.sent.push(sent);
    if (answer?.word !== "extended" || !isCalled) return this.end(id, how);
    this.#listener.granted(reply.begin(prompt));
  }

  /** Once more by the same amounts when no answer comes. */
  async #askMore({ terms }: Reply, growth: Growth, nowMs: number): Promise<ExtendAnswer | null> {
    const once = () => {
      const asked = { ...terms, nowMs, seen: this.seen?.totals };
      return extendIn(this.#network.line(this, { verb: "extend", terms: asked, growth }), asked, growth);
    };
    return once()
      .catch(once)
      .catch(() => null);
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
    if (this.seen && day < this.seen.day) return;
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

  /** Every end of a reply comes here, and only once. @param how of the call that runs, if one does */
  async end(id: string, how: How): Promise<void> {
    const reply = this.running.get(id);
    if (!reply) return;
    this.running.delete(id);
    reply.endStep(how);
    this.busy += 1;
    const cost = await costOfReply(reply.ends, reply.sent);
    this.busy -= 1;
    if (!this.alive) return;
    const { reservation } = reply.terms;
    this.#listener.ended({ id, calls: reply.calls, settledAt: cost });
    this.#retryUntilStored(() =>
      settleIn(this.#network.line(this, { verb: "settle", reservation, cost }), reservation, cost),
    );
  }

  /** The provider stops when the line is cut, a little later. */
  async cut(id: string, overrun: number): Promise<void> {
    this.running.get(id)?.call?.overrun(overrun, true);
    await this.end(id, { usage: null, isFree: false });
  }

  /** Looks, and renews when a third of a lease has passed, as lib/usage/running-replies.ts does. */
  async beat(nowMs: number): Promise<void> {
    const replies = [...this.running.entries()];
    const reservations = replies.map(([, { terms }]) => terms.reservation);
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
    for (const { call } of this.running.values()) call?.overrun(overrun, false);
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
