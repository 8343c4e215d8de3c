/** What the framework prints while it serves: it quotes requests, over several lines. It becomes one bounded line, like our own. */
import "server-only";

import { Console } from "node:console";
import { format } from "node:util";

import { log } from "../log.ts";

/** Not for development, where a person reads it. */
export function boundFrameworkLog(): void {
  // Whoever read the log may be gone: to print that would fail as well, and again for ever.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  // Our own lines come this way too, from each bundle's copy of the log. The framework has wrapped the console that everyone has.
  const own = new Console(process.stdout, process.stderr);
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

/** What the log writes begins so, and has no line end. */
function isOurs(line: unknown): boolean {
  return typeof line === "string" && /^\{"event":"\w+"[^\n\r]*\}$/.test(line);
}
