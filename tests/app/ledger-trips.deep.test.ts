/** What a request costs in round trips to the store, counted on the line: two before the first byte, one after, and the heartbeats. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { keys } from "../../lib/store/keys.ts";
import type { App } from "../support/app/app.ts";
import { chat, fetchToken, postChat, requestToken, type Visitor } from "../support/client.ts";
import { expectBalanced } from "../support/app/books.ts";
import { readWords } from "../support/app/reader.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { type Asked, askedIn } from "../support/app/round-trips.ts";
import { tokens } from "../support/app/questions.ts";

let stage: Stage;
let app: App;
let visitor: Visitor;

beforeAll(async () => {
  stage = await startStage();
  app = await stage.start();
  visitor = await app.visitor();
  // From now on the store knows every script: the state in which a service spends its life.
  for (let at = 0; at < 2; at += 1) await (await chat(visitor)).text();
  stage.provider.behave({ kind: "answer", words: tokens(125), wordDelayMs: 20 });
  await (await chat(visitor)).text();
  await (await usage()).text();
});
afterAll(() => stage.stop());

beforeEach(() => expectBalanced(stage.redis, stage.provider.calls));

function usage(): Promise<Response> {
  return fetch(`${app.origin}/api/usage`, { headers: { cookie: visitor.cookie } });
}

/** @returns what each round trip asked for */
async function tripsOf(work: (trips: Asked[][]) => Promise<void>): Promise<Asked[][]> {
  const trips: Asked[][] = [];
  const silence = stage.proxy.listen((body) => trips.push(askedIn(body)));
  await work(trips);
  await expectBalanced(stage.redis, stage.provider.calls);
  silence();
  return trips;
}

it("a chat takes two round trips before its first byte and one after its last, besides one heartbeat a second", async () => {
  const token = await fetchToken(visitor);
  let before: Asked[][] = [];
  const begun = performance.now();
  const trips = await tripsOf(async (soFar) => {
    const response = await postChat(visitor, { token });
    before = [...soFar];
    await response.text();
  });
  expect(besideBeats(before)).toEqual([["gate"], ["reserve"]]);
  expect(besideBeats(trips)).toEqual([["gate"], ["reserve"], ["settle", "figures"]]);
  const beats = trips.filter(hasBeat).length;
  expect(beats).toBeGreaterThanOrEqual(2);
  expect(beats).toBeLessThanOrEqual(secondsSince(begun));
});

const hasBeat = (asked: Asked[]) => asked.includes("beat");

/** A heartbeat may travel with them, or by itself. */
function besideBeats(trips: Asked[][]): Asked[][] {
  return trips.map((asked) => asked.filter((one) => one !== "beat")).filter(({ length }) => length > 0);
}

/** Rounded up, so that it is the most beats there can be. */
function secondsSince(begunMs: number): number {
  return Math.ceil((performance.now() - begunMs) / 1_000);
}

it("many replies of one process share a heartbeat", async () => {
  const begun = performance.now();
  const trips = await tripsOf(async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => chat(visitor)));
    await Promise.all(replies.map((response) => readWords(Promise.resolve(response), 200)));
  });
  expect(trips.filter(hasBeat).length).toBeLessThanOrEqual(secondsSince(begun));
});

it("a refused chat takes the round trips up to its refusal", async () => {
  const token = await fetchToken(visitor);
  await stage.redis.set(keys.pause, JSON.stringify({ reason: "", by: "", since: "" }));
  const trips = await tripsOf(async () => void (await (await postChat(visitor, { token })).text()));
  await stage.redis.del(keys.pause);
  expect(trips).toEqual([["gate"], ["reserve"]]);
});

it("a token and a look at the usage take two round trips each: what is granted, and what is counted", async () => {
  expect(await tripsOf(async () => void (await (await requestToken(visitor)).text()))).toHaveLength(2);
  expect(await tripsOf(async () => void (await (await usage()).text()))).toHaveLength(2);
});
