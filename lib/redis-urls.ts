/** The schema of REDIS_URL: one server, or with REDIS_CLUSTER=1 one or several nodes of a cluster, separated by commas. */
import { z } from "zod";

const redisUrl = z.url({ protocol: /^rediss?$/ });

/** A comma may also be part of a password: only one that an address follows separates two. */
const SEPARATOR = /\s*,\s*(?=rediss?:)/;

export const redisUrls = z
  .string()
  .transform((text) => text.trim().split(SEPARATOR))
  .pipe(z.array(redisUrl))
  .optional();

type Named = { REDIS_URL?: string[] | undefined; REDIS_CLUSTER: boolean };

/** What the two variables must say together. Never repeats a value, since the addresses hold passwords. */
export function agreeOnRedis(named: Named, context: z.RefinementCtx): void {
  const message = complaintAbout(named);
  if (message) context.addIssue({ code: "custom", path: ["REDIS_URL"], message });
}

function complaintAbout({ REDIS_URL: urls, REDIS_CLUSTER }: Named): string | undefined {
  if (!REDIS_CLUSTER)
    return urls && urls.length > 1 ? "names several nodes, which only a cluster has: set REDIS_CLUSTER=1" : undefined;
  if (!urls) return "must name a node of the cluster when REDIS_CLUSTER=1";
  const nodes = urls.map((url) => new URL(url));
  if (nodes.some(({ pathname }) => !/^\/?0?$/.test(pathname)))
    return "must name no database when REDIS_CLUSTER=1: a cluster has only one";
  const access = new Set(nodes.map(({ protocol, username, password }) => [protocol, username, password].join(" ")));
  return access.size > 1 ? "must name all nodes with one scheme, user and password" : undefined;
}
