/** Who of a Redis Cluster serves our slot. All keys are in one, so the cluster's client is asked for nothing else. */
import "server-only";

import { once } from "node:events";

import { type Cluster, Command, type Redis } from "ioredis";

import { keys } from "../store/keys.ts";

/** Any of our keys will do. */
const SLOT = new Command("GET", [keys.pause]).getSlot();
/** How often the nodes are asked who serves which slot, whatever number of callers wants to know. */
const ASK_EVERY_MS = 100;

export type ClusterNodes = {
  /** Connected. @param address as a redirection names it; by default that of the slot's master. @throws when nobody serves the slot now */
  find: (address?: string) => Promise<Redis>;
  /** Asks the nodes who serves which slot. Never rejects. */
  refresh: () => Promise<void>;
};

export function nodesOf(cluster: Cluster): ClusterNodes {
  const refresh = refresher(cluster);
  const connected = opener();
  const known = (address = cluster.slots[SLOT]?.[0]): Redis | undefined =>
    cluster.nodes().find(({ options }) => `${options.host}:${options.port}` === address);
  const find: ClusterNodes["find"] = async (address) => {
    const node = known(address) ?? (await refresh().then(() => known(address)));
    if (!node || cluster.status !== "ready") throw new Error("no node serves our slot");
    await connected(node);
    return node;
  };
  return { find, refresh };
}

function refresher(cluster: Cluster): () => Promise<void> {
  let asking: Promise<void> | undefined;
  const whenAsked = (error?: Error | null): void => {
    // Of all nodes that we know none answers: begin again with those that the owner named.
    if (error && cluster.status === "ready") cluster.disconnect(true);
  };
  return async () => {
    if (cluster.status !== "ready") return;
    if (!asking) {
      asking = new Promise((resolve) => cluster.refreshSlotsCache((error) => resolve(whenAsked(error))));
      setTimeout(() => (asking = undefined), ASK_EVERY_MS).unref();
    }
    await asking;
  };
}

/** The library opens a node's connection with the first command, which it would keep, and send when nobody waits any more. */
function opener(): (node: Redis) => Promise<unknown> {
  const opening = new WeakMap<Redis, Promise<unknown>>();
  return async (node) => {
    if (node.status === "ready") return;
    // One for all who wait: with a listener each, a burst would be hundreds.
    const opened = opening.get(node) ?? (node.status === "wait" ? node.connect() : once(node, "ready"));
    opening.set(node, opened);
    await opened;
  };
}
