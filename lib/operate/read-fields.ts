/** Fields of a hash by one command; an answer that leaves one out is none. */
import "server-only";

import { z } from "zod";

import { fromStore, redis } from "../store/redis.ts";

/** The client answers null when none of the fields exists. */
const answerSchema = z.record(z.string(), z.unknown()).nullable();

/** @returns the values in the fields' order, null for what does not exist @throws Refusal `store_unavailable` */
export function readFields(key: string, fields: string[]): Promise<unknown[]> {
  return fromStore(async () => {
    const answer = answerSchema.parse(await redis().hmget(key, ...fields));
    return fields.map((field) => {
      const value = answer === null ? null : answer[field];
      if (value === undefined) throw new Error("The store left a field out");
      return value;
    });
  });
}
