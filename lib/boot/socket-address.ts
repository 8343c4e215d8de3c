/** Tells the gate the true address of each connection, which the framework would otherwise let a client write. */
import "server-only";

import { randomBytes } from "node:crypto";

import { SOCKET_ADDRESS_HEADER } from "../gate/client-address.ts";
import { onRequest } from "./on-request.ts";

/** @returns the stamp that proves a header was written here; without it the gate believes none */
export function stampSocketAddresses(): string {
  const stamp = randomBytes(16).toString("hex");
  // A client's own header of this name is overwritten.
  onRequest(({ request }) => {
    request.headers[SOCKET_ADDRESS_HEADER] = `${stamp} ${request.socket.remoteAddress ?? ""}`;
  });
  return stamp;
}
