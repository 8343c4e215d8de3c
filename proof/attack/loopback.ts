/** Opens a server of this suite to this machine alone, on a port that is free. */
import { once } from "node:events";
import type { Server, Socket } from "node:net";

export type LoopbackServer = {
  /** http://127.0.0.1 with the port. */
  origin: string;
  /** Ends what is still open. */
  stop: () => Promise<void>;
};

export async function onLoopback(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  };
  return { origin: `http://127.0.0.1:${address.port}`, stop };
}
