/** Whether somebody listens at an address at all. */
import { connect } from "node:net";

const DEADLINE_MS = 8_000;

export function isListening({ protocol, hostname, port }: URL): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const host = hostname.replace(/^\[|\]$/g, "");
  const socket = connect({ host, port: Number(port || (protocol === "https:" ? 443 : 80)) });
  socket.once("connect", () => resolve(true));
  socket.once("close", () => resolve(false));
  socket.on("error", () => {});
  socket.setTimeout(DEADLINE_MS, () => socket.destroy());
  return promise.finally(() => socket.destroy());
}
