/** Request targets other than a path (RFC 9112, 3.2): the framework fails at some, and sends others back to where they came from. */
import "server-only";

import type { IncomingMessage } from "node:http";

/** No door has this address, so that it gets the same refusal as any other that is not there. */
const NOWHERE = "/api/*";

export function readdress(request: IncomingMessage): void {
  const target = request.url ?? "";
  if (!target.startsWith("/")) request.url = pathOf(target);
}

/** An absolute address, as for a proxy, means its path. `*`, which is for OPTIONS, and anything else mean nothing here. */
function pathOf(target: string): string {
  const url = /^https?:/i.test(target) ? URL.parse(target) : null;
  return url ? url.pathname + url.search : NOWHERE;
}
