/** Whether the store answers, right now. One question at a time, whoever asks: anyone may, and each answer costs a trip. */
import { Refusal } from "../errors.ts";
import { fromStore, redis } from "./redis.ts";

let asking: Promise<void> | undefined;

/** @throws Refusal `store_unavailable` */
export function requireStore(): Promise<void> {
  asking ??= ask().finally(() => (asking = undefined));
  return asking;
}

async function ask(): Promise<void> {
  const answer = await fromStore(() => redis().ping());
  if (answer !== "PONG") throw new Refusal("store_unavailable");
}
