/** Opens a server to this machine alone, and never keeps the process alive for it. */
import "server-only";

import type { Server } from "node:http";

const internal = new WeakSet<Server>();

/** Whether a server of this process is the bridge or a stand-in, which no visitor reaches. */
export function isInternal(server: Server): boolean {
  return internal.has(server);
}

/** @returns http://127.0.0.1 with the port; port 0 takes a free one */
export function listenOnLoopback(server: Server, port: number): Promise<string> {
  internal.add(server);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.unref();
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The server has no port"));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
