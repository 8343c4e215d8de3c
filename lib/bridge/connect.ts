/** The engine that the owner's addresses name: one server, or a cluster. */
import "server-only";

import { connectCluster } from "./cluster.ts";
import type { EngineOptions } from "./connection.ts";
import { connectRedis } from "./engine.ts";
import type { Engine } from "./protocol.ts";

type StoreOptions = EngineOptions & {
  /** Whether the addresses are nodes of a cluster. */
  cluster: boolean;
};

/** @param urls as lib/env.ts has checked them: one, or some nodes of a cluster */
export function connectStore(urls: string[], { cluster, ...options }: StoreOptions): Engine {
  return cluster ? connectCluster(urls, options) : connectRedis(urls.join(), options);
}
