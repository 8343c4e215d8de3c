/** What was served, refused and ended how today, as the counters of the store say it. */
import "server-only";

import { keys } from "../store/keys.ts";
import { fromStore, redis } from "../store/redis.ts";
import { type FiguresByTool, toolsInCounters } from "./tool-figures.ts";
import { wholeNumbers } from "./whole-numbers.ts";

export type Today = {
  replies: number;
  /** Calls of the provider, at least one a reply, and pictures that were sent. */
  steps: number;
  images: number;
  tools: FiguresByTool;
  /** By code. */
  refusals: Record<string, number>;
  /** Replies, by how they ended. */
  ended: Record<string, number>;
  /** Questions that moderation flagged, and those that it could not be asked about. */
  moderation: Record<string, number>;
};

/** @param day UTC, "2026-11-23" @throws Refusal `store_unavailable` */
export async function todaysCounters(day: string): Promise<Today> {
  const counters = wholeNumbers(await fromStore(() => redis().hgetall(keys.statistics(day))));
  const under = (prefix: string) =>
    Object.fromEntries(
      Object.entries(counters).flatMap(([name, count]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), count]] : [],
      ),
    );
  const count = (name: string) => counters[name] ?? 0;
  return {
    replies: count("replies"),
    steps: count("steps"),
    images: count("images"),
    tools: toolsInCounters(counters),
    refusals: under("refused."),
    ended: under("ended."),
    moderation: under("moderation."),
  };
}
