/** What every rival is: a route, as a framework calls it, and what its owner has set up around it. */
import type { Redis } from "ioredis";

export type Surroundings = {
  /** With /v1 at the end. */
  provider: { url: string; key: string };
  /** What Upstash's client talks to. */
  upstash: { url: string; token: string };
  /** Counters that may be away. */
  redis: Redis;
  /** Stands for the SQL database that a rival has beside its counters: what is in there outlives the process. */
  database: Redis;
  /** What the owner will spend on one user. */
  budgetMicroUsd: number;
  /** The same, for those who count messages: how many ordinary ones it pays for. */
  messages: number;
  /** Requests that one client address has, in the window that the rival counts in. */
  addressRequests: number;
};

export type Route = (request: Request) => Promise<Response>;

/** What the owner offers, where a rival has a list. */
export const MODELS = ["gpt-6-luna", "gpt-5-mini"];
export const DEFAULT_MODEL = "gpt-6-luna";
