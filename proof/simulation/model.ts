/**
 * The ledger as one would explain it: a list of what became of each reservation, and sums over it. It shares no line with
 * the scripts, so that whoever is wrong, the two disagree.
 */
import { BREAKER_MS, LEASE_MS, type Reservation } from "../../lib/ledger/reservation.ts";
import type { Growth } from "../../lib/ledger/extend.ts";
import type { ReserveOptions, Terms } from "../../lib/ledger/reserve.ts";
import type { Totals } from "../../lib/ledger/totals.ts";
import { keys } from "../../lib/store/keys.ts";
import { Purse } from "./purse.ts";
import type { Terms as PlanTerms } from "./steps.ts";
import { windowNames } from "./windows.ts";

/** What a process asked of the store, kept beside the words and numbers that it sent. */
export type Request =
  | { verb: "reserve"; terms: ReserveOptions }
  | { verb: "extend"; terms: Terms; growth: Growth }
  | { verb: "settle"; reservation: Reservation; cost: number }
  | { verb: "cancel"; reservation: Reservation }
  | { verb: "restore"; seen: Seen; nowMs: number }
  | { verb: "renew"; reservations: Reservation[]; nowMs: number }
  | { verb: "watch"; reservations: Reservation[] };

/** What a process remembers of the service. */
export type Seen = { month: string; day: string; totals: Totals };

export type Life = {
  reservation: Reservation;
  state: "held" | "settled" | "cancelled";
  /** In the service's windows; where credit pays, the user's count less. */
  counts: number;
  onCredit: number;
};

/** `total` by which thresholds are judged, `used` that is told. */
type Window = { key: string; at: number; total: number; limit: number; used: number };

const isOfService = (key: string): boolean => key.startsWith(keys.serviceSpend);
const serviceWindowsOf = ({ month, day }: { month: string; day: string }) =>
  [month, day].map((period) => `${keys.serviceSpend} ${period}`);

export class LedgerModel {
  lives = new Map<string, Life>();
  /** Running replies, each with the end of its lease. */
  slots = new Map<string, { account: string; until: number }>();
  blocked = new Set<string>();
  purse: Purse;
  #spentTokens = new Set<string>();
  /** The highest threshold told of, by window. */
  #told = new Map<string, number>();
  /** What the service's windows count. A list of lives does not say it once the store has lost some. */
  #service = new Map<string, number>();
  #since: number | null = null;
  #holds = 0;
  paused = false;
  retryAt: number | null = null;
  readonly #team: PlanTerms;

  /** @param team the terms of a plan that may be granted */
  constructor(team: PlanTerms) {
    this.#team = team;
    this.purse = new Purse(team);
  }

  copy(): LedgerModel {
    const copy = new LedgerModel(this.#team);
    copy.lives = new Map(this.lives);
    copy.slots = new Map(this.slots);
    copy.blocked = new Set(this.blocked);
    copy.purse = this.purse.copy();
    copy.#spentTokens = new Set(this.#spentTokens);
    copy.#told = new Map(this.#told);
    copy.#service = new Map(this.#service);
    [copy.#since, copy.#holds] = [this.#since, this.#holds];
    [copy.paused, copy.retryAt] = [this.paused, this.retryAt];
    return copy;
  }

  loseService(): void {
    for (const key of this.#told.keys()) if (isOfService(key)) this.#told.delete(key);
    this.#service.clear();
    [this.#since, this.#holds] = [null, 0];
  }

  /** Holds and settled spending in one window. */
  used(key: string): number {
    if (isOfService(key)) return this.#service.get(key) ?? 0;
    return this.#sum(key, ({ counts, onCredit }, at) => (at < 2 ? counts - onCredit : counts));
  }

  /** A window that has lost the hold counts the cost alone. */
  #count(reservation: Reservation, held: number, cost: number): void {
    for (const key of windowNames(reservation).filter(isOfService)) {
      const used = this.used(key);
      this.#service.set(key, used < held ? used + cost : used - held + cost);
    }
  }

  /** What credit has paid and holds in one window of a user. */
  paidByCredit(key: string): number {
    return this.#sum(key, ({ onCredit }, at) => (at < 2 ? onCredit : 0));
  }

  #sum(key: string, amount: (life: Life, at: number) => number): number {
    const lives = [...this.lives.values()].map((life) => [life, windowNames(life.reservation).indexOf(key)] as const);
    return lives.reduce((sum, [life, at]) => (at < 0 ? sum : sum + amount(life, at)), 0);
  }

  /** @returns what the store must answer */
  hear(request: Request): string {
    if (request.verb === "reserve") return this.#reserve(request.terms);
    if (request.verb === "extend") return this.#extend(request.terms, request.growth);
    if (request.verb === "renew") return this.#renew(request.reservations, request.nowMs);
    if (request.verb === "watch") return request.reservations.map((one) => this.#mayGoOn(one)).join(" ");
    if (request.verb === "restore") return this.#restore(request.seen, request.nowMs);
    const { reservation } = request;
    this.slots.delete(reservation.id);
    const life = this.lives.get(reservation.id);
    if (life === undefined || life.state === "held") {
      const counts = request.verb === "settle" ? request.cost : 0;
      if (life !== undefined || request.verb === "settle") this.#count(reservation, life?.counts ?? 0, counts);
      const state = request.verb === "settle" ? "settled" : "cancelled";
      const unpaid = life?.onCredit ? this.purse.giveBack(reservation.account, life.onCredit - counts) : 0;
      this.lives.set(reservation.id, { reservation, state, counts, onCredit: life?.onCredit ? counts - unpaid : 0 });
    }
    return request.verb === "settle" ? "settled" : "cancelled";
  }

  #reserve(terms: ReserveOptions): string {
    const { reservation, hold, nowMs } = terms;
    const known = this.lives.get(reservation.id);
    if (known) return known.state === "held" ? "reserved" : "cancelled";
    const refusal = this.#refusal(terms);
    if (refusal) return refusal;
    const fullBefore = windowNames(reservation).map((name, at) => this.used(name) + hold > this.#limitOf(terms, at));
    const onCredit = this.#creditPays(terms) ? hold : 0;
    this.purse.take(reservation.account, onCredit);
    this.lives.set(reservation.id, { reservation, state: "held", counts: hold, onCredit });
    this.#count(reservation, 0, hold);
    for (const slot of this.#slotsOf(reservation.account)) if (slot.until <= nowMs) this.slots.delete(slot.id);
    this.#spentTokens.add(terms.chatTokenId);
    this.slots.set(reservation.id, { account: reservation.account, until: nowMs + LEASE_MS });
    const word = this.retryAt === null ? "reserved" : "probing";
    if (this.retryAt !== null) this.retryAt = nowMs + BREAKER_MS;
    const crossings = windowNames(reservation).map((key, at) => {
      const limit = this.#limitOf(terms, at);
      const total = fullBefore[at] ? limit : this.used(key);
      return this.#crossing({ key, at, total, limit, used: this.used(key) }, terms.thresholdsPercent);
    });
    const how = this.#since === null ? "began" : "seen";
    this.#since ??= nowMs;
    this.#holds += 1;
    return [word, ...crossings.filter(Boolean), this.#totals(how, reservation)].join(" ");
  }

  /** The hold as a whole finds another place: where it is, or, when only the other has room for it, there. */
  #extend(terms: Terms, { from, to }: Growth): string {
    const { reservation, nowMs, thresholdsPercent } = terms;
    const life = this.lives.get(reservation.id);
    if (life?.state !== "held") return "lost";
    if (life.counts !== from) return life.counts === to ? "extended" : "lost";
    const stopped = this.#mayGoOn(reservation);
    if (stopped !== "ok") return stopped;
    const windows = windowNames(reservation).map((key, at) => {
      const own = at < 2 ? from - life.onCredit : from;
      const used = this.used(key);
      // A window that has lost the hold has it again.
      const others = used < own ? used : used - own;
      const limit = this.#limitOf(terms, at);
      return { key, at, limit, others, counted: others + own, isFull: others + to > limit };
    });
    const reaches = this.purse.creditOf(reservation.account) + life.onCredit >= to;
    const hasRoom = windows.every(({ at, isFull }) => at >= 2 || !isFull);
    const onCredit = reaches && (life.onCredit > 0 || !hasRoom) ? to : 0;
    const refusing = windows.find(({ at, isFull }) => isFull && (at >= 2 || onCredit === 0));
    if ((!refusing || refusing.at >= 2) && this.#hasForgotten(terms.seen)) return "forgotten";
    if (refusing) {
      const told = this.#crossing({ ...refusing, total: refusing.limit, used: refusing.counted }, thresholdsPercent);
      return `exhausted ${refusing.at + 1} ${told}`.trim();
    }
    this.purse.take(reservation.account, onCredit - life.onCredit);
    this.lives.set(reservation.id, { ...life, counts: to, onCredit });
    for (const { key, others } of windows.filter(({ at }) => at >= 2)) this.#service.set(key, others + to);
    const crossings = windows.map(({ key, at, limit, isFull }) => {
      const total = isFull ? limit : this.used(key);
      return this.#crossing({ key, at, total, limit, used: this.used(key) }, thresholdsPercent);
    });
    const how = this.#since === null ? "began" : "seen";
    this.#since ??= nowMs;
    this.#holds += 1;
    return ["extended", ...crossings.filter(Boolean), this.#totals(how, reservation)].join(" ");
  }

  #totals(how: "seen" | "began", { month, day }: { month: string; day: string }): string {
    const windows = serviceWindowsOf({ month, day });
    return [
      how,
      this.#since,
      this.#holds,
      ...windows.flatMap((key) => [this.used(key), this.#told.get(key) ?? 0]),
    ].join();
  }

  #hasForgotten(seen: Totals | undefined): boolean {
    return seen !== undefined && (seen.since !== this.#since || this.#holds < seen.holds);
  }

  #restore({ month, day, totals }: Seen, nowMs: number): string {
    const isLost = this.#hasForgotten(totals);
    const begins = isLost && (this.#since === null || this.#since === totals.since);
    if (begins) this.#since = Math.max(nowMs, (this.#since ?? 0) + 1);
    this.#holds = Math.max(this.#holds, totals.holds);
    for (const [at, key] of serviceWindowsOf({ month, day }).entries()) {
      const { usedMicroUsd, alertedPercent } = at === 0 ? totals.month : totals.day;
      if (!isLost) continue;
      this.#service.set(key, Math.max(this.used(key), usedMicroUsd));
      this.#told.set(key, Math.max(this.#told.get(key) ?? 0, alertedPercent));
    }
    return this.#totals(begins ? "began" : "seen", { month, day });
  }

  #refusal(terms: ReserveOptions): string | null {
    const { reservation, chatTokenId, hold, thresholdsPercent, nowMs } = terms;
    const { parallelReplies } = this.#inForce(terms);
    const { account } = reservation;
    if (this.paused) return "paused";
    if (this.blocked.has(account)) return "blocked";
    if (this.retryAt !== null && nowMs < this.retryAt) return "breaker_open";
    if (this.#spentTokens.has(chatTokenId)) return "token_used";
    if (this.#slotsOf(account).filter(({ until }) => until > nowMs).length >= parallelReplies) return "parallel_limit";
    const names = windowNames(reservation);
    const first = this.#creditPays(terms) ? 2 : 0;
    const at = names.findIndex((name, place) => place >= first && this.used(name) + hold > this.#limitOf(terms, place));
    const key = names[at];
    if ((key === undefined || at >= 2) && this.#hasForgotten(terms.seen)) return "forgotten";
    if (key === undefined) return null;
    const limit = this.#limitOf(terms, at);
    const told = this.#crossing({ key, at, total: limit, limit, used: this.used(key) }, thresholdsPercent);
    return `exhausted ${at + 1} ${told}`.trim();
  }

  #inForce({ reservation, windows, parallelReplies, nowMs }: Terms): PlanTerms {
    const [month = 0, day = 0] = windows.map(({ limitMicroUsd }) => limitMicroUsd);
    return this.purse.termsOf(reservation.account, { month, day, parallelReplies }, nowMs);
  }

  #limitOf(terms: Terms, place: number): number {
    const { month, day } = this.#inForce(terms);
    return [month, day][place] ?? terms.windows[place]?.limitMicroUsd ?? 0;
  }

  /** Whole, or not at all, and only where the user's own windows have no room. */
  #creditPays(terms: ReserveOptions): boolean {
    const { reservation, hold } = terms;
    const own = windowNames(reservation).slice(0, 2);
    const isFull = own.some((name, place) => this.used(name) + hold > this.#limitOf(terms, place));
    return isFull && this.purse.creditOf(reservation.account) >= hold;
  }

  #crossing(window: Window, thresholds: number[]): string {
    const before = this.#told.get(window.key) ?? 0;
    const share = window.limit === 0 ? 1 : window.total / window.limit;
    const reached = thresholds.filter((percent) => percent > before && share >= percent / 100);
    if (reached.length === 0) return "";
    this.#told.set(window.key, Math.max(...reached));
    return `${window.at + 1}+${reached.join("+")}=${window.used}/${window.limit}`;
  }

  /** The script goes through the accounts, each with its replies. */
  #renew(reservations: Reservation[], nowMs: number): string {
    const inTurn = [...Map.groupBy(reservations, ({ account }) => account).values()].flat();
    return inTurn
      .map((one) => {
        const answer = this.#mayGoOn(one);
        if (answer === "ok") this.slots.set(one.id, { account: one.account, until: nowMs + LEASE_MS });
        return answer;
      })
      .join(" ");
  }

  #mayGoOn({ id, account }: Reservation): string {
    if (this.paused) return "paused";
    if (this.blocked.has(account)) return "blocked";
    return this.slots.has(id) ? "ok" : "lost";
  }

  #slotsOf(account: string): { id: string; until: number }[] {
    return [...this.slots].flatMap(([id, slot]) => (slot.account === account ? [{ id, until: slot.until }] : []));
  }
}
