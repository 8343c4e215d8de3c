/** Alerts leave the server from now on, each behind the back of the request that caused it. */
import "server-only";

import { onAlert, type StopListening } from "../events.ts";
import { keepAlive } from "../keep-alive.ts";
import { announce } from "./announce.ts";

export function startAlerts(): StopListening {
  return onAlert((alert) => keepAlive(announce(alert)));
}
