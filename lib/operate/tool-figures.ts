/** How often each tool was called, how often in vain, and for how long altogether: in a reply, and in the counters of a day. */
import "server-only";

import type { ToolRun } from "../events.ts";

/** `ms`: whole milliseconds, all calls together. */
export type ToolFigures = { calls: number; failed: number; ms: number };
/** By the tool's name. */
export type FiguresByTool = Record<string, ToolFigures>;

const NONE: ToolFigures = { calls: 0, failed: 0, ms: 0 };
const COUNTER = /^tool\.([\w-]+)\.(calls|failed|ms)$/;

export function figuresByTool(runs: readonly ToolRun[]): FiguresByTool {
  const figures: FiguresByTool = {};
  for (const { name, isError, ms } of runs) {
    const before = figures[name] ?? NONE;
    figures[name] = { calls: before.calls + 1, failed: before.failed + (isError ? 1 : 0), ms: before.ms + ms };
  }
  return figures;
}

/** @returns names and numbers in turn */
export function toolCounters(runs: readonly ToolRun[]): (string | number)[] {
  return Object.entries(figuresByTool(runs)).flatMap(([name, figures]) =>
    Object.entries(figures).flatMap(([figure, count]) => [`tool.${name}.${figure}`, count]),
  );
}

export function toolsInCounters(counters: Record<string, number>): FiguresByTool {
  const figures: FiguresByTool = {};
  for (const [counter, count] of Object.entries(counters)) {
    const [, name, figure] = COUNTER.exec(counter) ?? [];
    if (name && figure) figures[name] = { ...(figures[name] ?? NONE), [figure]: count };
  }
  return figures;
}
