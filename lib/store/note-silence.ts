/** Tells the owner of a store that has been silent for half a minute, and that it is back. It asks by itself while nobody else does. */
import { publishAlert } from "../events.ts";

const SILENT_MS = 30_000;
const ASK_AGAIN_MS = 5_000;

type Options = {
  /** Sends any command by the way that is watched. Rejects when the store does not answer. */
  ask: () => Promise<unknown>;
  /** Answers whether this process is the first to say that the store is back. */
  isFirst: () => Promise<boolean>;
};

/** @returns wraps each request to the store; what it answers and throws stays as it was */
export function noteSilence({ ask, isFirst }: Options): <T>(request: () => Promise<T>) => Promise<T> {
  let silentSinceMs: number | null = null;
  let isTold = false;

  const missed = (): void => {
    if (silentSinceMs === null) askLater();
    silentSinceMs ??= Date.now();
    if (isTold || Date.now() - silentSinceMs < SILENT_MS) return;
    isTold = true;
    publishAlert({ event: "store_unavailable", reason: "It has been silent for half a minute." });
  };
  const answered = (): void => {
    const wasTold = isTold;
    [silentSinceMs, isTold] = [null, false];
    if (wasTold) void tellOfReturn(isFirst);
  };
  const noting = async <T>(request: () => Promise<T>): Promise<T> => {
    try {
      const answer = await request();
      answered();
      return answer;
    } catch (cause) {
      missed();
      throw cause;
    }
  };
  const askLater = (): void => {
    const timer: unknown = setTimeout(async () => {
      await ask().catch(() => {});
      if (silentSinceMs !== null) askLater();
    }, ASK_AGAIN_MS);
    // Node's timers would hold up the end of the process; the edge has numbers.
    if (timer instanceof Object && "unref" in timer && typeof timer.unref === "function") timer.unref();
  };
  return noting;
}

/** Without an answer nobody else has said it either. */
async function tellOfReturn(isFirst: () => Promise<boolean>): Promise<void> {
  if (await isFirst().catch(() => true)) publishAlert({ event: "resumed", reason: "The store answers again." });
}
