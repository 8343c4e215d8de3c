/** Closes each connection with its last answer once the process is told to stop: kept alive, it would hold up the end. */
import "server-only";

import { onRequest } from "./on-request.ts";

export function closeLinesAtShutdown(): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => (stopping = true));
  onRequest(({ request, response }) => {
    response.once("close", () => {
      if (stopping) request.socket.end();
    });
  });
}
