/** Alerts leave the server from now on, each behind the back of the request that caused it. */
import "server-only";

import { onAlert, type StopListening } from "../events.ts";
import { afterResponse } from "../http/after-response.ts";
import { announce } from "./announce.ts";

export function startAlerts(): StopListening {
  return onAlert((alert) => afterResponse(announce(alert)));
}
