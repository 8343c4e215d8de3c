/** A real Redis Cluster of the test's own: three masters, a replica each, on loopback, gone at the end. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { Redis } from "ioredis";

import { keys } from "../../../lib/store/keys.ts";
import { findRedisServer } from "../tools.ts";
import { freePort, type RedisServer, startRedisServer } from "./redis-server.ts";

export type Node = RedisServer & { bus: number; id: string; client: Redis };
export type RedisCluster = {
  /** As REDIS_URL takes it: some of the nodes. */
  urls: string[];
  nodes: Node[];
  /** Ours, in which all keys are. */
  slot: number;
  /** Who serves our slot now, its replica, and all masters. @throws while nobody does */
  master: () => Promise<Node>;
  replica: () => Promise<Node>;
  masters: () => Promise<Node[]>;
  /** Starts nodes that were stopped, on the ports they had. Returns when the cluster is whole again. */
  restart: (...stopped: Node[]) => Promise<void>;
  stop: () => Promise<void>;
};

const MASTERS = 3;
/** After so long without an answer a master counts as failed, and its replica asks for votes. */
const NODE_TIMEOUT_MS = 1_000;

export async function startRedisCluster(password?: string): Promise<RedisCluster> {
  const folder = await mkdtemp(join(tmpdir(), "redis-cluster-"));
  const start = (known?: Node) => startNode({ folder, password, known });
  const nodes = await Promise.all(Array.from({ length: 2 * MASTERS }, () => start()));
  await create(nodes, password);
  await joined(nodes);
  const slot = Number(await nodes[0]?.client.cluster("KEYSLOT", keys.pause));
  const find = async (role: string) => whoServes(slot, nodes, role);
  return {
    urls: nodes.slice(0, 2).map(({ url }) => url),
    nodes,
    slot,
    master: () => find("master"),
    replica: () => find("slave"),
    masters: async () =>
      (await Promise.all(nodes.map(roleOf))).flatMap((role, at) => (role === "master" ? (nodes[at] ?? []) : [])),
    restart: async (...stopped) => {
      for (const { client } of stopped) client.disconnect();
      await Promise.all(stopped.map(async (node) => Object.assign(node, await start(node))));
      await joined(nodes);
    },
    stop: async () => {
      for (const { client } of nodes) client.disconnect();
      await Promise.all(nodes.map((node) => node.stop()));
      await rm(folder, { recursive: true });
    },
  };
}

type Place = {
  folder: string;
  password: string | undefined;
  /** A node that comes back: the others look for it where it was. */
  known: Node | undefined;
};

async function startNode({ folder, password, known }: Place): Promise<Node> {
  const bus = known?.bus ?? (await freePort());
  const own = known?.port ?? (await freePort());
  const access = password ? ["--masterauth", password] : [];
  const args = [
    ["--cluster-enabled", "yes", "--cluster-port", `${bus}`, "--cluster-config-file", `nodes-${own}.conf`],
    ["--cluster-node-timeout", `${NODE_TIMEOUT_MS}`, "--repl-diskless-sync-delay", "0", ...access],
    // They share a folder, and a replica writes down what it is sent.
    ["--dir", folder, "--dbfilename", `${own}.rdb`],
  ].flat();
  const server = await startRedisServer({ port: own, args, ...(password ? { password } : {}) });
  const url = server.url.replace("//", password ? `//:${password}@` : "//");
  const client = new Redis(url, {
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    // A node that a test has stopped says nothing.
    commandTimeout: 2_000,
  });
  client.on("error", () => undefined);
  return { ...server, url, bus, client, id: await client.cluster("MYID") };
}

async function create(nodes: Node[], password?: string): Promise<void> {
  const server = findRedisServer() ?? "redis-server";
  const cli = join(dirname(server), basename(server).replace("server", "cli"));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const access = password ? ["-a", password, "--no-auth-warning"] : [];
  const command = ["--cluster", "create", ...addresses, "--cluster-replicas", "1", "--cluster-yes"];
  await promisify(execFile)(cli, [...access, ...command], { timeout: 30_000 });
}

/** All say that the cluster is whole, and each replica has its master's data. */
async function joined(nodes: Node[]): Promise<void> {
  const whole = async ({ client }: Node) => {
    const [cluster, replication] = [await client.cluster("INFO"), await client.info("replication")];
    return cluster.includes("cluster_state:ok") && !replication.includes("master_link_status:down");
  };
  for (const giveUpAt = Date.now() + 20_000; Date.now() < giveUpAt; await sleep(50)) {
    const each = nodes.map((node) => whole(node).catch(() => false));
    const states = await Promise.all([...each, Promise.all(nodes.map(roleOf)).then(hasReplicas)]);
    if (states.every(Boolean)) return;
  }
  throw new Error("The cluster did not come together");
}

function hasReplicas(roles: (string | undefined)[]): boolean {
  return roles.filter((role) => role === "slave").length === MASTERS;
}

async function roleOf({ client }: Node): Promise<string | undefined> {
  const role = await client.call("ROLE").catch(() => undefined);
  return Array.isArray(role) ? String(role[0]) : undefined;
}

/** The nodes agree on it a moment after a handover. */
async function whoServes(slot: number, nodes: Node[], role: string): Promise<Node> {
  for (const giveUpAt = Date.now() + 10_000; ; await sleep(50)) {
    const found = await whoServesNow(slot, nodes, role);
    if (found) return found;
    if (Date.now() > giveUpAt) throw new Error(`No ${role} serves the slot`);
  }
}

/** As those see it that answer. */
async function whoServesNow(slot: number, nodes: Node[], role: string): Promise<Node | undefined> {
  const roles = await Promise.all(nodes.map(roleOf));
  for (const [at, one] of nodes.entries()) {
    if (roles[at] !== "master") continue;
    const table = String(await one.client.cluster("NODES"))
      .split("\n")
      .map((line) => line.split(" "));
    const masters = table.filter(
      ([, , flags = "", , , , , state]) => flags.includes("master") && state === "connected",
    );
    const owner = masters.find((line) => line.slice(8).some((range) => covers(range, slot)));
    const ids = role === "master" ? [owner?.[0]] : table.filter((line) => line[3] === owner?.[0]).map(([id]) => id);
    const found = nodes.find(({ id }, index) => owner && ids.includes(id) && roles[index] === role);
    if (found) return found;
  }
  return undefined;
}

/** "0-5460" or "7" */
function covers(range: string, slot: number): boolean {
  const [first = "", last = first] = range.split("-");
  return Number(first) <= slot && slot <= Number(last);
}
