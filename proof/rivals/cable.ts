/** The line between a rival and its store: it can be cut and mended, and the store keeps its data meanwhile. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type Cable = { port: number; cut: () => void; mend: () => void; stop: () => Promise<void> };

export async function startCable(toPort: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(toPort, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => {});
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  const stop = async () => {
    cut();
    await new Promise((closed) => server.close(closed));
  };
  return { port: address.port, cut, mend: () => void (isCut = false), stop };
}
