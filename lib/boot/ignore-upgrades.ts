/** This service speaks plain HTTP only. A line that asks for another protocol would be left open by the framework for ever. */
import "server-only";

import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:http";
import { Socket } from "node:net";

/** Without a listener, Node answers such a request as if it had not asked. Not for development: reloading needs its WebSocket. */
export function ignoreUpgrades(): void {
  subscribe("net.server.socket", (message) => {
    const server = serverOf(message);
    if (server?.listenerCount("upgrade")) server.removeAllListeners("upgrade");
  });
}

/** Node gives each socket that it accepts the server it came by. */
function serverOf(message: unknown): Server | undefined {
  if (typeof message !== "object" || message === null || !("socket" in message)) return undefined;
  const { socket } = message;
  return socket instanceof Socket && "server" in socket && socket.server instanceof Server ? socket.server : undefined;
}
