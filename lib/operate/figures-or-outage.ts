/** What an owner's page shows, and when it was read; a page says itself that the store is away. */
import "server-only";

import { Refusal } from "../errors.ts";

export type FiguresOrOutage<T> = {
  /** ISO 8601. */
  now: string;
  /** Null while the store does not answer. */
  figures: T | null;
};

/** @param read gets epoch milliseconds @throws whatever is not `store_unavailable` */
export async function figuresOrOutage<T>(read: (nowMs: number) => Promise<T>): Promise<FiguresOrOutage<T>> {
  const nowMs = Date.now();
  const now = new Date(nowMs).toISOString();
  try {
    return { now, figures: await read(nowMs) };
  } catch (error) {
    if (error instanceof Refusal && error.code === "store_unavailable") return { now, figures: null };
    throw error;
  }
}
