/**
 * The ledger as one would explain it: a list of what became of each reservation, and sums over it. It shares no line with
 * the scripts, so that whoever is wrong, the two disagree.
 */
import { BREAKER_MS, LEASE_MS, type Reservation, type ReserveOptions } from "../../lib/usage/ledger.ts";

/** What a process asked of the store, kept beside the words and numbers that it sent. */
export type Request =
  | { verb: "reserve"; terms: ReserveOptions }
  | { verb: "settle"; reservation: Reservation; cost: number }
  | { verb: "cancel"; reservation: Reservation }
  | { verb: "renew"; reservations: Reservation[]; nowMs: number };

export type Life = { reservation: Reservation; state: "held" | "settled" | "cancelled"; counts: number };

export class LedgerModel {
  readonly lives = new Map<string, Life>();
  /** Running replies, each with the end of its lease. */
  readonly slots = new Map<string, { account: string; until: number }>();
  readonly blocked = new Set<string>();
  readonly #spentTokens = new Set<string>();
  /** The highest threshold told of, by window. */
  readonly #told = new Map<string, number>();
  paused = false;
  retryAt: number | null = null;

  /** Holds and settled spending in one window. */
  used(key: string): number {
    const there = [...this.lives.values()].filter(({ reservation }) =>
      reservation.windows.some((one) => one.key === key),
    );
    return there.reduce((sum, { counts }) => sum + counts, 0);
  }

  /** @returns what the store must answer */
  hear(request: Request): string {
    if (request.verb === "reserve") return this.#reserve(request.terms);
    if (request.verb === "renew") return this.#renew(request.reservations, request.nowMs);
    const { reservation } = request;
    this.slots.delete(reservation.id);
    const state = this.lives.get(reservation.id)?.state;
    if (state === undefined || state === "held") {
      const counts = request.verb === "settle" ? request.cost : 0;
      this.lives.set(reservation.id, {
        reservation,
        state: request.verb === "settle" ? "settled" : "cancelled",
        counts,
      });
    }
    return request.verb === "settle" ? "settled" : "cancelled";
  }

  #reserve(terms: ReserveOptions): string {
    const { reservation, hold, nowMs } = terms;
    const known = this.lives.get(reservation.id);
    if (known) return known.state === "held" ? "reserved" : "cancelled";
    const refusal = this.#refusal(terms);
    if (refusal) return refusal;
    this.lives.set(reservation.id, { reservation, state: "held", counts: hold });
    this.#spentTokens.add(terms.chatTokenId);
    this.slots.set(reservation.id, { account: reservation.account, until: nowMs + LEASE_MS });
    const word = this.retryAt === null ? "reserved" : "probing";
    if (this.retryAt !== null) this.retryAt = nowMs + BREAKER_MS;
    const crossings = reservation.windows.map(({ key, limitMicroUsd }, at) => {
      return this.#crossing({ key, at, total: this.used(key), limit: limitMicroUsd }, terms.thresholdsPercent);
    });
    return [word, ...crossings.filter(Boolean)].join(" ");
  }

  #refusal({
    reservation,
    chatTokenId,
    hold,
    parallelReplies,
    thresholdsPercent,
    nowMs,
  }: ReserveOptions): string | null {
    const { account, windows } = reservation;
    if (this.paused) return "paused";
    if (this.blocked.has(account)) return "blocked";
    if (this.retryAt !== null && nowMs < this.retryAt) return "breaker_open";
    if (this.#spentTokens.has(chatTokenId)) return "token_used";
    for (const [id, slot] of this.slots) if (slot.account === account && slot.until <= nowMs) this.slots.delete(id);
    if ([...this.slots.values()].filter((slot) => slot.account === account).length >= parallelReplies)
      return "parallel_limit";
    const at = windows.findIndex(({ key, limitMicroUsd }) => this.used(key) + hold > limitMicroUsd);
    const full = windows[at];
    if (!full) return null;
    const { key, limitMicroUsd: limit } = full;
    return `exhausted ${at + 1} ${this.#crossing({ key, at, total: limit, limit }, thresholdsPercent)}`.trim();
  }

  #crossing(window: { key: string; at: number; total: number; limit: number }, thresholds: number[]): string {
    const before = this.#told.get(window.key) ?? 0;
    const share = window.limit === 0 ? 1 : window.total / window.limit;
    const reached = thresholds.filter((percent) => percent > before && share >= percent / 100);
    if (reached.length === 0) return "";
    this.#told.set(window.key, Math.max(...reached));
    return `${window.at + 1}+${reached.join("+")}=${this.used(window.key)}`;
  }

  #renew(reservations: Reservation[], nowMs: number): string {
    return reservations
      .map(({ id, account }) => {
        if (this.paused) return "paused";
        if (this.blocked.has(account)) return "blocked";
        if (!this.slots.has(id)) return "lost";
        this.slots.set(id, { account, until: nowMs + LEASE_MS });
        return "ok";
      })
      .join(",");
  }
}
