/** The routes side by side: in short turns, so that a slow minute of the machine meets all of them. */
import type { Run } from "./load.ts";
import { cpuSeconds, median, quantile } from "./machine.ts";
import { guardedShots, rivalShots, signIn } from "./shots.ts";
import { type Bench, type Route, ROUTES } from "./stage.ts";

export type Figures = {
  perSecond: number;
  cpuMs: number;
  first50: number;
  first99: number;
  end50: number;
  end99: number;
};
export type Case = { parallel: number; tokens: number };
export type Compared = Case & { figures: Record<Route, Figures> };
export type Pace = {
  /** How often all of it is done, each time with new processes: two of one build can differ by a seventh for as long as they live. */
  times: number;
  /** Of each case, with the same processes. */
  rounds: number;
  /** Before anything is measured, by the number of their tokens: code that has run some thousand times is compiled. */
  warmUp: Record<number, number>;
};

const CASES: Case[] = [24, 256].flatMap((tokens) => [1, 16, 64].map((parallel) => ({ parallel, tokens })));
/**
 * A process that waits for eight seconds collects its garbage and gives memory back, and then costs twice as much for a while. So turns are
 * short, and nobody waits for long; with many at once they are longer, since all who are there at the end are waited for.
 */
const turnMs = (parallel: number): number => (parallel > 16 ? 800 : 400);

type Turn = Pick<Run, "done" | "seconds" | "first" | "end"> & { cpuSeconds: number };

export async function compare(bench: Bench, { times, rounds, warmUp }: Pace): Promise<Compared[]> {
  const all = CASES.map((one) => ({ ...one, turns: new Map<Route, Turn[]>(ROUTES.map((route) => [route, []])) }));
  for (let time = 0; time < times; time += 1) {
    if (time > 0) await bench.renew();
    await signIn(bench.guarded.origin);
    for (const [tokens, replies] of Object.entries(warmUp)) await warm(bench, Number(tokens), replies);
    for (const { turns, ...one } of all) {
      for (let round = 0; round < rounds; round += 1)
        for (const [route, taken] of turns) taken.push(await takeTurn(bench, route, one));
      console.log(`${time + 1} of ${times}, ${one.tokens} tokens, ${one.parallel} parallel: ${told(turns)}`);
    }
  }
  return all.map(({ turns, ...one }) => ({ ...one, figures: figures(turns) }));
}

async function warm(bench: Bench, tokens: number, replies: number): Promise<void> {
  const left = new Map<Route, number>(ROUTES.map((route) => [route, replies]));
  while (left.size > 0)
    for (const [route, count] of left) {
      const { done } = await takeTurn(bench, route, { parallel: 16, tokens });
      if (done < count) left.set(route, count - done);
      else left.delete(route);
    }
}

async function takeTurn(bench: Bench, route: Route, { parallel, tokens }: Case): Promise<Turn> {
  const { origin, pid } = route === "guarded" ? bench.guarded : bench.rivals[route];
  const milliseconds = turnMs(parallel);
  const shots = await shotsFor(route, `bench ${tokens}`, milliseconds);
  const before = cpuSeconds(pid);
  const run = await bench.fire({ origin, shots, parallel, milliseconds, expect: 200 });
  if (run.failed > 0) throw new Error(`${run.failed} failed on ${route}: ${run.reasons.join(", ")}`);
  return { ...run, cpuSeconds: cpuSeconds(pid) - before };
}

/** More than a turn has time for. */
async function shotsFor(route: Route, wish: string, milliseconds: number) {
  return route === "guarded"
    ? await guardedShots(milliseconds, wish)
    : rivalShots(`/api/${route}`, 3 * milliseconds, wish);
}

function figures(turns: Map<Route, Turn[]>): Record<Route, Figures> {
  return Object.fromEntries([...turns].map(([route, all]) => [route, figuresOf(all)])) as Record<Route, Figures>;
}

/** A turn is too short for a 99th percentile and for the clock of the CPU, so these are of all turns together. */
function figuresOf(turns: Turn[]): Figures {
  const sum = (of: (turn: Turn) => number) => turns.reduce((total, turn) => total + of(turn), 0);
  const [first, end] = [turns.flatMap((turn) => turn.first), turns.flatMap((turn) => turn.end)];
  return {
    perSecond: median(turns.map(({ done, seconds }) => done / seconds)),
    cpuMs: (sum((turn) => turn.cpuSeconds) * 1_000) / sum(({ done }) => done),
    first50: median(first),
    first99: quantile(first, 0.99),
    end50: median(end),
    end99: quantile(end, 0.99),
  };
}

function told(turns: Map<Route, Turn[]>): string {
  return Object.entries(figures(turns))
    .map(([route, { perSecond, end99 }]) => `${route} ${perSecond.toFixed(0)}/s, p99 ${end99.toFixed(0)}`)
    .join("; ");
}
