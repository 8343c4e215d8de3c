/** Few round trips to the store at a time: what is asked meanwhile waits and shares the next one, so that a burst is a queue and no crowd. */

/** As the store's client words it: commands in a list go to "pipeline"; anything else is a round trip of its own. */
export type RoundTrip = { path?: string[]; body?: unknown };
export type Send = (roundTrip: RoundTrip) => Promise<object>;
type Waiting = {
  roundTrip: RoundTrip;
  commands: unknown[] | null;
  resolve: (answer: object) => void;
  reject: (cause: unknown) => void;
};

const MOST_AT_ONCE = 4;
const MOST_COMMANDS = 100;
/** Each round trip ends within its deadline, so the last of these waits for five at most. */
const MOST_WAITING = 2_000;
const RETRY_AFTER_MS = 1_000;

/**
 * @param send one round trip, with a deadline of its own that begins when it is called
 * @returns the same for any number of callers; it rejects with the moment to try again, as `resetAtMs`, when too many wait
 */
export function shareRoundTrips(send: Send): Send {
  let underWay = 0;
  const waiting: Waiting[] = [];
  const pump = (): void => {
    if (underWay === MOST_AT_ONCE || waiting.length === 0) return;
    underWay += 1;
    void travel(send, waiting).then(() => {
      underWay -= 1;
      return pump();
    });
  };
  return (roundTrip) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= MOST_WAITING) return reject(tooMany());
      waiting.push({ roundTrip, commands: commandsOf(roundTrip), resolve, reject });
      pump();
    });
}

/** Takes along as many as wait and fit. Never rejects. */
async function travel(send: Send, waiting: Waiting[]): Promise<void> {
  const batch = takeBatch(waiting);
  try {
    share(batch, await send(joined(batch)));
  } catch (cause) {
    // Whoever waits behind a store that does not answer would only wait as long again.
    const gone = isTimeout(cause) ? [...batch, ...waiting.splice(0)] : batch;
    for (const { reject } of gone) reject(cause);
  }
}

function joined(batch: Waiting[]): RoundTrip {
  const [first, second] = batch;
  return first && !second ? first.roundTrip : { path: ["pipeline"], body: batch.flatMap(({ commands }) => commands) };
}

function tooMany(): Error {
  return Object.assign(new Error("Too many wait for the store"), { resetAtMs: Date.now() + RETRY_AFTER_MS });
}

function commandsOf({ path = [], body }: RoundTrip): unknown[] | null {
  return path.join("/") === "pipeline" && Array.isArray(body) ? body : null;
}

/** In their order. What is no list of commands goes alone. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  let commands = 0;
  const rest = waiting.findIndex((one, at) => {
    commands += one.commands?.length ?? MOST_COMMANDS;
    return at > 0 && (commands > MOST_COMMANDS || !waiting[0]?.commands);
  });
  return waiting.splice(0, rest < 0 ? waiting.length : rest);
}

/** Each gets the answers to its own commands. */
function share(batch: Waiting[], answer: object): void {
  const [first, second] = batch;
  if (first && !second) return first.resolve(answer);
  const expected = batch.reduce((sum, { commands }) => sum + (commands?.length ?? 0), 0);
  if (!Array.isArray(answer) || answer.length !== expected)
    throw new Error("The store gave no answer for each command");
  let from = 0;
  for (const { commands, resolve } of batch) resolve(answer.slice(from, (from += commands?.length ?? 0)));
}

/** The bridge says it in its answer. */
function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && `${cause.name}: ${cause.message}`.includes("TimeoutError");
}
