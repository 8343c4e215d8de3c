/** The replies of this process: a heartbeat hears of pauses and blocks and renews their leases, and a shutdown ends them. */
import "server-only";

import { SESSION_ENDED } from "../auth/standing.ts";
import { Refusal } from "../errors.ts";
import { isOnWorkers } from "../on-workers.ts";
import { safeguards } from "../safeguards.ts";
import { type RenewAnswer, renewIn, watchIn } from "../ledger/renew.ts";
import { LEASE_MS, type Reservation } from "../ledger/reservation.ts";
import { readKeys } from "../store/read-keys.ts";
import { runScript } from "../store/run-script.ts";
import { putBackTotals } from "./ledger-memory.ts";

type Running = { reservation: Reservation; controller: AbortController; leaseEndMs: number };

/** Once a second, so that a pause is felt within two. */
const HEARTBEAT_MS = 1_000;
/** A third of the lease has passed: two more chances to renew it. */
const RENEWED_BELOW_MS = (2 * LEASE_MS) / 3;
/** After a beat that the store did not answer: waiting for the next would make it three. */
const MISSED_BEAT_MS = 100;

const running = new Map<string, Running>();
let beating = false;
let draining = false;

/** @returns a signal that fires with a Refusal as its reason when the reply must end early */
export function startRunning(reservation: Reservation): AbortSignal {
  const controller = new AbortController();
  const reply = { reservation, controller, leaseEndMs: Date.now() + LEASE_MS };
  running.set(reservation.id, reply);
  // On Workers a timer ends with the request that set it, so each reply has a heartbeat of its own.
  if (isOnWorkers()) beatSoon(() => (running.has(reservation.id) ? [reply] : []));
  else if (!beating) beatSoon(everyone);
  beating = true;
  return controller.signal;
}

function everyone(): Running[] {
  beating = running.size > 0;
  return [...running.values()];
}

export function stopRunning(id: string): void {
  running.delete(id);
}

/** Whether this process is on its way out and takes no new work. */
export function isDraining(): boolean {
  listenForShutdown();
  return draining;
}

function beatSoon(whose: () => Running[], delayMs = HEARTBEAT_MS): void {
  setTimeout(() => void beat(whose), delayMs);
}

/** @param whose the replies that the heartbeat is for; it ends when there are none */
async function beat(whose: () => Running[]): Promise<void> {
  const batch = whose();
  if (batch.length === 0) return;
  const now = Date.now();
  const isDue = batch.some(({ leaseEndMs }) => leaseEndMs - now < RENEWED_BELOW_MS);
  const answers = await ask(batch, isDue ? now : undefined).catch(() => null);
  for (const [index, reply] of batch.entries()) {
    const answer = answers?.[index];
    if (isDue && answer === "ok") reply.leaseEndMs = now + LEASE_MS;
    heed(reply, answer, now);
  }
  // A store that has lost replies has perhaps lost the service's totals as well.
  if (answers?.includes("lost")) await putBackTotals().catch(() => {});
  beatSoon(whose, answers ? HEARTBEAT_MS : MISSED_BEAT_MS);
}

/** A look costs one command for the whole process, so leases are renewed only when one of them is short. */
async function ask(batch: Running[], renewAtMs: number | undefined): Promise<RenewAnswer[]> {
  const reservations = batch.map(({ reservation }) => reservation);
  const looking = watchIn(readKeys, reservations);
  if (renewAtMs === undefined) return looking;
  const [seen, renewed] = await Promise.all([looking, renewIn(runScript, reservations, renewAtMs)]);
  return seen.map((answer, at) => (answer === "ok" ? (renewed[at] ?? "lost") : answer));
}

/** Without an answer the lease still stands until its end, and then it is another's to take. */
function heed(reply: Running, answer: RenewAnswer | undefined, now: number): void {
  if (answer === "paused") reply.controller.abort(new Refusal("paused"));
  else if (answer === "blocked") reply.controller.abort(new Refusal("forbidden"));
  else if (answer === "signed_out") reply.controller.abort(new Refusal("not_signed_in", { detail: SESSION_ENDED }));
  else if (answer === "lost" || (answer !== "ok" && now >= reply.leaseEndMs))
    reply.controller.abort(new Refusal("store_unavailable"));
}

let listening = false;

function listenForShutdown(): void {
  if (listening) return;
  listening = true;
  process.once("SIGTERM", drain);
  process.once("SIGINT", drain);
}

/** The framework stops taking connections and waits for those that are open; this ends their replies after a grace. */
function drain(): void {
  draining = true;
  setTimeout(() => {
    for (const { controller } of running.values()) controller.abort(new Refusal("paused", { detail: RESTARTING }));
  }, safeguards().limits.shutdownSeconds * 1000).unref();
}

export const RESTARTING = "The service is restarting. Try again in a moment.";
