/** What must hold after every step, whatever has happened: the ledger's invariants, for anyone who can draw up the books. */

export type Books = {
  /** Every user's and the service's day and month: micro-USD allowed, counted by the ledger, and billed by the provider. */
  windows: { name: string; limit: number; used: number; billed: number }[];
  /** Replies that have ended, each with what it was settled at and what the provider bills for it. */
  replies: { name: string; settledAt: number; billed: number }[];
  providerCalls: number;
  granted: number;
  /** Drawn up only when nothing runs any more and every settlement has landed. */
  atRest?: {
    /** Reservations that the ledger still holds though their replies have ended. */
    heldAfterEnd: string[];
    /** Slots that are still taken though every lease has ended. */
    takenSlots: string[];
    /** What each window should count: settled replies and the holds of crashed ones. */
    expected: Map<string, number>;
  };
};

/** @returns one sentence for each thing that is wrong */
export function violations({ windows, replies, providerCalls, granted, atRest }: Books): string[] {
  const wrong: string[] = [];
  for (const { name, limit, used, billed } of windows) {
    if (!Number.isSafeInteger(used) || used < 0) wrong.push(`${name} counts ${used}`);
    if (billed > limit) wrong.push(`${name} was billed ${billed}, above its ceiling of ${limit}`);
    if (billed > used) wrong.push(`${name} counts ${used}, below the bill of ${billed}`);
    const expected = atRest?.expected.get(name) ?? used;
    if (used !== expected) wrong.push(`${name} counts ${used} at rest and not ${expected}`);
  }
  for (const { name, settledAt, billed } of replies)
    if (settledAt < billed) wrong.push(`${name} was settled at ${settledAt}, below its bill of ${billed}`);
  if (providerCalls !== granted) wrong.push(`${providerCalls} calls for ${granted} granted reservations`);
  for (const name of atRest?.heldAfterEnd ?? []) wrong.push(`${name} has ended and is still held`);
  for (const name of atRest?.takenSlots ?? []) wrong.push(`${name} keeps its slot after its lease`);
  return wrong;
}
