/** Methods that no Request object can have: left alone, they break the framework before any of our code runs. */
import "server-only";

import { onRequest } from "./on-request.ts";

const UNSPEAKABLE = new Set(["TRACE", "TRACK", "CONNECT"]);

/** They go on as PATCH, which no address here takes, and so meet the same refusal. */
export function renameUnspeakableMethods(): void {
  onRequest(({ request }) => {
    if (UNSPEAKABLE.has(request.method ?? "")) request.method = "PATCH";
  });
}
