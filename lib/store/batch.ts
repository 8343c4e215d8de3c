/** Several callers' commands as one round trip of the store's client, and its answer as theirs. */

/** As the client words it: no path with one command, "pipeline" with a list; anything else is a round trip of its own. */
export type RoundTrip = { path?: string[]; body?: unknown };
export type Caller = {
  roundTrip: RoundTrip;
  resolve: (answer: object) => void;
  reject: (cause: unknown) => void;
};

const MOST_COMMANDS = 100;

/** Takes as many as fit off the front of the queue. What is no list of commands goes alone. */
export function takeBatch(waiting: Caller[]): Caller[] {
  let commands = 0;
  const rest = waiting.findIndex(({ roundTrip }, at) => {
    commands += commandsOf(roundTrip)?.length ?? MOST_COMMANDS;
    return at > 0 && (commands > MOST_COMMANDS || !commandsOf(waiting[0]?.roundTrip));
  });
  return waiting.splice(0, rest < 0 ? waiting.length : rest);
}

export function joined(batch: Caller[]): RoundTrip {
  const [first] = batch;
  if (first && !commandsOf(first.roundTrip)) return first.roundTrip;
  return { path: ["pipeline"], body: batch.flatMap(({ roundTrip }) => commandsOf(roundTrip)) };
}

/** Each gets the answers to its own commands. @throws when the answer cannot be one to these */
export function share(batch: Caller[], answer: object): void {
  const [first] = batch;
  if (first && !commandsOf(first.roundTrip)) return first.resolve(answer);
  const counts = batch.map(({ roundTrip }) => commandsOf(roundTrip)?.length ?? 0);
  const expected = counts.reduce((sum, count) => sum + count, 0);
  if (!isListOf(answer, expected)) throw new Error("The store gave no answer for each command");
  let from = 0;
  for (const [at, { roundTrip, resolve }] of batch.entries()) {
    const own = answer.slice(from, (from += counts[at] ?? 0));
    resolve(isOne(roundTrip) ? (own[0] ?? {}) : own);
  }
}

function commandsOf(roundTrip: RoundTrip = {}): unknown[] | null {
  const { path = [], body } = roundTrip;
  if (isOne(roundTrip)) return [body];
  return path.join("/") === "pipeline" && Array.isArray(body) ? body : null;
}

function isOne({ path = [] }: RoundTrip): boolean {
  return path.length === 0;
}

function isListOf(answer: object, length: number): answer is object[] {
  return Array.isArray(answer) && answer.length === length && answer.every((one) => typeof one === "object" && one);
}
