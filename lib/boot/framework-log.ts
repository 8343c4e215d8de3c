/** What the framework prints while it serves: it quotes requests, over several lines. It becomes one bounded line, like our own. */
import "server-only";

import { Console } from "node:console";
import { format } from "node:util";

import { log } from "../log.ts";
import { isOnWorkers } from "../on-workers.ts";

type Printer = Pick<typeof console, "info" | "warn" | "error">;

/** Not for development, where a person reads it. */
export function boundFrameworkLog(): void {
  // Our own lines come this way too, from each bundle's copy of the log.
  const own = isOnWorkers() ? asItIs(console) : pastTheFramework();
  const via =
    (level: "info" | "warn" | "error") =>
    (first: unknown, ...rest: unknown[]) => {
      if (rest.length === 0 && isOurs(first)) own[level](first);
      else log(level, "framework", { text: format(first, ...rest) });
    };
  Object.assign(console, {
    debug: via("info"),
    log: via("info"),
    info: via("info"),
    warn: via("warn"),
    error: via("error"),
  });
}

/** The framework has wrapped the console that everyone has. */
function pastTheFramework(): Printer {
  // Whoever read the log may be gone: to print that would fail as well, and again for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return new Console(process.stdout, process.stderr);
}

/** On Workers standard output prints by the console, so that a console on it would print for ever. */
function asItIs({ info, warn, error }: Printer): Printer {
  return { info, warn, error };
}

/** What the log writes begins so, and has no line end. */
function isOurs(line: unknown): boolean {
  return typeof line === "string" && /^\{"event":"\w+"[^\n\r]*\}$/.test(line);
}
