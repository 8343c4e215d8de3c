/** Stands where a store's address is, and leads to one Redis or another, or to none: what a failover looks like to a client. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type Switchboard = {
  /** For REDIS_URL. */
  url: string;
  /** Breaks every connection; new ones lead to this port, or are refused when it is null. */
  leadTo: (port: number | null) => void;
  stop: () => Promise<void>;
};

export async function startSwitchboard(first: number): Promise<Switchboard> {
  const open = new Set<Socket>();
  let target: number | null = first;
  const server = createServer((near) => {
    if (target === null) return near.destroy();
    const far = connect(target, "127.0.0.1");
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => open.delete(socket));
    }
    near.pipe(far).pipe(near);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  const leadTo = (port: number | null): void => {
    target = port;
    for (const socket of open) socket.destroy();
  };
  const stop = async (): Promise<void> => {
    leadTo(null);
    await new Promise((closed) => server.close(closed));
  };
  return { url: `redis://127.0.0.1:${address.port}`, leadTo, stop };
}
