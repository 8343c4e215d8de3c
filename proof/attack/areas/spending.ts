/** Spending: parallel replies and budgets, raced, within what --max-usd allows; and replies that nobody waits for. */
import { setTimeout as sleep } from "node:timers/promises";

import type { Account } from "../account.ts";
import type { Usage } from "../usage.ts";
import type { Attack } from "../attack.ts";
import type { Conversation } from "../../../tests/support/app/http.ts";
import { type Answer, parseAnswer } from "../../../tests/support/app/http-answer.ts";
import { once } from "../once.ts";
import { codeOf, describe } from "../judge.ts";
import { judge, NotApplicable, UsedUp, type Verdict } from "../verdict.ts";
import { searchLimit } from "../limit-search.ts";

const PARALLEL =
  "Replies side by side spend side by side, and outrun whatever counts them afterwards (OWASP LLM10:2025, ASVS 5.0 15.4.2).";
const BUDGET =
  "A ceiling that is looked at before and written to afterwards is no ceiling (OWASP LLM10:2025, API4:2023, ASVS 5.0 15.4.2).";
const ABORT =
  "A reply that is left is billed all the same; its place must come back, its price must not (OWASP LLM10:2025).";

const AT_ONCE = 6;
const LONG = "Write a story of two thousand words about a lighthouse. Take your time.";
const ENDLESS =
  "Write the numbers from one to twenty thousand in words, one after another. Leave none out, and do not stop.";
const SPEAKS_OF_BUDGET = /budget|spend(?:ing)? limit|credits?\b/i;
/** Some 16,000 tokens: more than a chat needs for one reply. */
const LONGEST_REPLY = 64_000;
/** A budget of more than this for one user and day is none. */
const SANE_DAY_MICRO_USD = 1_000_000_000;

/** The figures are there where the target tells them. */
type Figures = { before: Usage; during: Usage; after: Usage };
type Race = { answers: Answer[]; running: number; next: Answer; figures?: Figures };

/** Six long replies at once, the figures meanwhile, then the client leaves all of them; and a moment later asks again. */
const parallelRace = once(async (target): Promise<Race> => {
  await target.requireAllowance(AT_ONCE + 1);
  const account = target.payer;
  const usage = () => (target.profile.isStarter ? account.usage() : undefined);
  const before = await usage();
  const lines = await Promise.all(Array.from({ length: AT_ONCE }, () => account.open({ text: LONG })));
  const answers = await Promise.all(lines.map(headOf));
  const running = lines.filter((line, at) => answers[at]?.status === 200 && !line.received().includes("[DONE]")).length;
  const during = await usage();
  for (const line of lines) line.leave();
  const next = await soon(account);
  const after = await usage();
  return { answers, running, next, ...(before && during && after && { figures: { before, during, after } }) };
});

const raced: [id: string, title: string, why: string, look: (race: Race) => Verdict][] = [
  ["parallel", `Of ${AT_ONCE} long replies at once, some must wait`, PARALLEL, ofParallel],
  ["holds-count", "A running reply already counts as spent", BUDGET, ofHolds],
  ["place-comes-back", "A moment after the client has left, there is room for another reply", ABORT, ofNext],
  [
    "left-is-not-free",
    "A reply that was left is not free",
    ABORT,
    ({ figures, running }) => spendGrew(figures?.before, figures?.after, running),
  ],
];

const races: Attack[] = raced.map(([id, title, why, look]) => ({
  id: `spending-${id}`,
  area: "spending",
  title,
  why,
  control: "reply",
  cost: "served",
  run: async (target) => look(await parallelRace(target)),
}));

const others: Attack[] = [
  {
    id: "spending-budget-told",
    area: "spending",
    title: "A member has a budget for the day and the month, and it is one that can be reached",
    why: BUDGET,
    control: "figures",
    cost: "free",
    run: async ({ one }) => {
      const { spend } = await one.usage();
      const told = spend.map(({ window, limitMicroUsd }) => `${window}: ${limitMicroUsd / 1_000_000} USD`).join(", ");
      const day = spend.find(({ window }) => window === "day")?.limitMicroUsd ?? Infinity;
      return judge(spend.length >= 2 && day <= SANE_DAY_MICRO_USD, told || "none");
    },
  },
  {
    id: "spending-budget-race",
    area: "spending",
    title: "Thirty replies at once do not get past a budget that has room for fewer",
    why: BUDGET,
    control: "reply",
    cost: "last",
    run: async (target) => {
      const account = target.payer;
      const left = Math.min(
        ...(await account.usage()).spend.map(({ limitMicroUsd, usedMicroUsd }) => limitMicroUsd - usedMicroUsd),
      );
      if (left > target.purse.limitMicroUsd)
        throw new NotApplicable(`${left / 1_000_000} USD are left of the budget, more than --max-usd allows`);
      const answers = await Promise.all(Array.from({ length: 30 }, () => account.offerAnyway({ text: LONG })));
      const over = (await account.usage()).spend.filter(
        ({ usedMicroUsd, limitMicroUsd }) => usedMicroUsd > limitMicroUsd,
      );
      const refused = answers.filter((answer) => codeOf(answer) === "budget_exhausted").length;
      if (refused + over.length === 0)
        throw new NotApplicable(
          "the budget was not reached: other limits came first, or each reply made room for the next",
        );
      return judge(
        over.length === 0 && refused > 0,
        `${refused} of 30 refused by the budget, ${over.length} windows overspent`,
      );
    },
  },
  {
    id: "spending-never-over",
    area: "spending",
    title: "After all of this nobody has spent past a limit",
    why: BUDGET,
    control: "figures",
    cost: "last",
    run: async ({ accounts }) => {
      const windows = (await Promise.all(accounts.map((account) => account.usage()))).flatMap(({ spend }) => spend);
      const wrong = windows.filter(
        ({ usedMicroUsd, limitMicroUsd }) =>
          !Number.isSafeInteger(usedMicroUsd) || usedMicroUsd < 0 || usedMicroUsd > limitMicroUsd,
      );
      return judge(windows.length > 0 && wrong.length === 0, `${windows.length} windows`);
    },
  },
];

const output: Attack = {
  id: "spending-output-bound",
  area: "spending",
  title: `A reply ends before ${LONGEST_REPLY} characters, whatever is asked`,
  why: "Output is what costs most, and a question can ask for any amount of it (OWASP LLM10:2025, API4:2023).",
  control: "reply",
  cost: "served",
  run: async (target) => {
    await target.requireAllowance(8);
    const line = await target.payer.open({ text: ENDLESS });
    const { textOf } = target.profile;
    const tooLong = (received: string) => textOf(received).length > LONGEST_REPLY;
    await line.until((received) => tooLong(received) || /\[DONE\]/.test(received), 30_000);
    const received = line.received();
    line.leave();
    const { length } = textOf(received);
    if (tooLong(received)) return judge(false, `still going on after ${length} characters`);
    if (/"finish_?[rR]eason":"length"/.test(received)) return judge(true, `cut after ${length} characters`);
    if (!received.startsWith("HTTP/1.1 200")) throw new UsedUp("the question was refused");
    throw new NotApplicable(`the reply ended by itself after ${length} characters`);
  },
};

const budgetSeen: Attack = {
  id: "spending-budget-seen",
  area: "spending",
  title: "A user's spending comes to an end",
  why: BUDGET,
  control: "reply",
  cost: "last",
  profiles: ["use-chat", "openai"],
  run: async (target) => {
    const { burst, sent } = await searchLimit(target);
    const refusal = burst.find(({ status, body }) => status === 402 || (status >= 400 && SPEAKS_OF_BUDGET.test(body)));
    const limit = `${target.purse.limitMicroUsd / 1_000_000} USD and ${sent} requests`;
    return refusal ? judge(true, describe(refusal)) : judge(false, `no budget was seen within ${limit}`);
  },
};

export const spending: Attack[] = [...races, ...others, output, budgetSeen];

function ofParallel(race: Race): Verdict {
  const { answers, running, next } = race;
  const refused = answers.filter(isFull).length;
  if (running === 0 || (refused === 0 && running < AT_ONCE))
    throw new NotApplicable(`they did not overlap: ${answers.map(describe).join(", ")}`);
  if (refused > 0 && next.status !== 200 && codeOf(next) !== "parallel_limit")
    throw new NotApplicable(`something else stood in the way: ${describe(next)}`);
  return judge(refused > 0, `${refused} of ${AT_ONCE} refused, ${running} running`);
}

/** Refused because others are running; without our codes that shows by its being over when they are. */
function isFull(answer: Answer): boolean {
  return codeOf(answer) === "" ? [409, 429, 503].includes(answer.status) : codeOf(answer) === "parallel_limit";
}

function ofHolds({ figures, running }: Race): Verdict {
  if (running === 0) throw new NotApplicable("none was running any more");
  return spendGrew(figures?.before, figures?.during, running);
}

function ofNext({ answers, next, running }: Race): Verdict {
  if (running === 0) throw new NotApplicable("none was running any more");
  if (!answers.some(isFull)) throw new NotApplicable("there was room all the time");
  if (next.status >= 300 && next.status < 500 && !isFull(next))
    throw new NotApplicable(`something else stood in the way: ${describe(next)}`);
  return judge(next.status === 200, describe(next));
}

function spendGrew(before: Usage | undefined, later: Usage | undefined, running: number): Verdict {
  if (!before || !later) throw new NotApplicable("nobody is told what they have spent");
  if (running === 0) throw new NotApplicable("no reply was running when it was left");
  const used = (usage: Usage) => usage.spend.find(({ window }) => window === "day")?.usedMicroUsd ?? 0;
  return judge(used(later) > used(before), `${used(before)} micro-USD before, ${used(later)} after`);
}

/** A server may take three seconds to notice that its readers are gone. */
async function soon(account: Account): Promise<Answer> {
  await sleep(1_000);
  const first = await account.chat({ text: "Say hi." });
  if (!isFull(first)) return first;
  await sleep(2_000);
  return account.chat({ text: "Say hi." });
}

async function headOf(line: Conversation): Promise<Answer> {
  await line.until(
    (received) => /\r\n\r\n[^]*\n/.test(received) || parseAnswer(received, { method: "POST", over: false }) !== null,
    8_000,
  );
  return (
    parseAnswer(line.received(), { method: "POST", over: true }) ?? {
      status: 0,
      headers: new Map(),
      body: "",
      ended: "closed",
      raw: "",
    }
  );
}
