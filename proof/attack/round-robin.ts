/** A balancer of bytes: each connection goes to the next instance, as it is, however malformed. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type RoundRobin = {
  origin: string;
  /** Origins of the instances. */ sendTo: (origins: string[]) => void;
  stop: () => Promise<void>;
};

export async function startRoundRobin(): Promise<RoundRobin> {
  let targets: URL[] = [];
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const target = targets[turn++ % targets.length];
    if (!target) return void client.destroy();
    join(client, connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true }), open);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    sendTo: (origins) => void (targets = origins.map((origin) => new URL(origin))),
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Either end's leaving is the other's, at once: an abort must arrive as one. */
function join(client: Socket, instance: Socket, open: Set<Socket>): void {
  for (const [one, other] of [
    [client, instance],
    [instance, client],
  ] as const) {
    open.add(one);
    one.pipe(other);
    one.on("error", () => other.destroy());
    one.once("close", () => {
      open.delete(one);
      other.destroy();
    });
  }
}
