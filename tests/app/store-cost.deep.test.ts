/** What a message costs in the store: counted on a real Redis, commands inside scripts included, since that is what is billed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { COMMANDS, COMMANDS_OF_A_REPORT } from "../../scripts/store-prices.ts";
import type { App } from "../support/app/app.ts";
import { chat, fetchToken, postChat, requestToken, type Visitor } from "../support/client.ts";
import { type Stage, startStage } from "../support/app/stage.ts";
import { tokens } from "../support/app/questions.ts";
import type { Behaviour } from "../support/provider/provider.ts";
import { type Commands, commandsOf } from "../support/store/commands.ts";

/** For ever after: a change that makes a message dearer fails here. */
const MOST = { message: 40, longMessage: 60, sideBySide: 45 };

const SHORT = { kind: "answer", words: tokens(20) } as const;
const TEN_SECONDS = { kind: "answer", words: tokens(100), wordDelayMs: 100 } as const;

let stage: Stage;
let app: App;
let visitor: Visitor;

beforeAll(async () => {
  stage = await startStage();
  app = await stage.start();
  visitor = await app.visitor();
  // The first of the day makes the day's entries, and the first of a process brings the scripts: a service lives after that.
  stage.provider.behave({ kind: "answer", words: tokens(30), wordDelayMs: 50 });
  await (await chat(visitor)).text();
  await (await usage(visitor)).text();
});
afterAll(() => stage.stop());

function usage({ origin, cookie }: Visitor): Promise<Response> {
  return fetch(`${origin}/api/usage`, { headers: { cookie } });
}

async function counted(what: string, work: () => Promise<unknown>): Promise<number> {
  const { total, byName }: Commands = await commandsOf(stage.redis, work);
  console.info(`${what}: ${total} commands ${JSON.stringify(byName)}`);
  return total;
}

async function readAll(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  expect(response.status).toBe(200);
  await response.text();
}

describe("in the store", () => {
  const cost = { token: 0, usage: 0 };

  it("a token, a reply at once and a look at the usage execute few commands", async () => {
    stage.provider.behave(SHORT);
    cost.token = await counted("POST /api/token", () => readAll(requestToken(visitor)));
    cost.usage = await counted("GET /api/usage", () => readAll(usage(visitor)));
    const token = await fetchToken(visitor);
    const reply = await counted("POST /api/chat, at once", () => readAll(postChat(visitor, { token })));
    expect(cost.token + reply + cost.usage).toBeLessThanOrEqual(MOST.message);
    expect([cost.token, cost.usage]).toEqual([COMMANDS.token, COMMANDS.usage]);
    expect([0, COMMANDS_OF_A_REPORT]).toContain(reply - COMMANDS.reply);
  });

  it("so do they when the reply takes ten seconds", async () => {
    stage.provider.behave(TEN_SECONDS);
    const token = await fetchToken(visitor);
    const reply = await counted("POST /api/chat, ten seconds", () => readAll(postChat(visitor, { token })));
    expect(cost.token + reply + cost.usage).toBeLessThanOrEqual(MOST.longMessage);
    expect(reply - COMMANDS.reply).toBeGreaterThan(8);
    // A look a second; a renewal, which may be due at the end, is four commands instead of one.
    expect(reply - COMMANDS.reply).toBeLessThanOrEqual(10 * COMMANDS.secondOfReply + COMMANDS_OF_A_REPORT + 4);
  });

  it("tools that are offered cost nothing, and each further step after them as much as is told", async () => {
    const models = { "gpt-6-luna": { tools: true } };
    const safeguards = { models, plans: { member: { maxSteps: 2, tools: ["current_time"] } } };
    const withTools = await (await stage.start({ safeguards })).visitor();
    const calling: Behaviour = { kind: "answer", words: [], calls: [{ name: "current_time", input: "{}" }] };
    const told = async (what: string, ...behaviours: Behaviour[]) => {
      stage.provider.behave(...behaviours);
      const token = await fetchToken(withTools);
      return counted(what, () => readAll(postChat(withTools, { token })));
    };
    await told("the first of its process", calling, SHORT);
    const without = await told("tools offered", SHORT);
    expect([0, COMMANDS_OF_A_REPORT]).toContain(without - COMMANDS.reply);
    const calls = stage.provider.calls.length;
    const further = await told("a further step", calling, SHORT);
    expect(stage.provider.calls.length - calls).toBe(2);
    expect([0, COMMANDS_OF_A_REPORT]).toContain(further - COMMANDS.reply - COMMANDS.furtherStep);
  });

  it("the first message of a user's day makes its entries, which costs a few more", async () => {
    stage.provider.behave(SHORT);
    const newcomer = await app.visitor("newcomer");
    const first = await counted("a user's first message of the day", async () => {
      await readAll(chat(newcomer));
      await readAll(usage(newcomer));
    });
    expect(first).toBeLessThanOrEqual(MOST.sideBySide);
  });

  it.each(["one visitor", "ten visitors"])("ten replies side by side of %s share their heartbeat", async (whose) => {
    const visitors = await Promise.all(
      Array.from({ length: 10 }, async (_, at) => (whose === "one visitor" ? visitor : app.visitor(`beside-${at}`))),
    );
    stage.provider.behave(SHORT);
    for (const one of visitors) await readAll(chat(one));
    stage.provider.behave(TEN_SECONDS);
    const all = await counted(`ten side by side, of ${whose}`, () =>
      Promise.all(
        visitors.map(async (one) => {
          await readAll(chat(one));
          await readAll(usage(one));
        }),
      ),
    );
    expect(all / 10).toBeLessThanOrEqual(MOST.sideBySide);
  });
});
