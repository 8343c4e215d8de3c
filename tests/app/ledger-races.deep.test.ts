/** Two instances over one Redis race for budgets of exactly ten holds: ten pass, whatever the scope, and no room is lost. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { App, Patch } from "../support/app/app.ts";
import { chat, chatBody, fetchToken, postChat, type ProblemBody, readProblem } from "../support/client.ts";
import { billFor } from "../support/app/bill.ts";
import { expectBalanced, readBooks } from "../support/app/books.ts";
import { holdFor, type Stage, startStage } from "../support/app/stage.ts";
import { tokens } from "../support/app/questions.ts";

const TEXT = "How much room is left?";
const MEMBER = { maxOutputTokens: 64 };
const HOLD = holdFor(TEXT, { plans: { member: MEMBER } });
const CEILING = 10 * HOLD;
const TEN_HOLDS_USD = CEILING / 1_000_000;
const RICH = { day: 1_000, month: 1_000 };
const ATTEMPTS = Array.from({ length: 60 }, (_, at) => at);

const SCOPES = [
  { scope: "user", window: "day", code: "budget_exhausted" },
  { scope: "user", window: "month", code: "budget_exhausted" },
  { scope: "service", window: "day", code: "service_budget_exhausted" },
  { scope: "service", window: "month", code: "service_budget_exhausted" },
] as const;

describe.each(SCOPES)(
  "a budget of ten holds for the $scope's $window, over two instances",
  ({ scope, window, code }) => {
    let stage: Stage;
    let apps: [App, App];

    beforeAll(async () => {
      const scarce = { ...RICH, [window]: TEN_HOLDS_USD };
      const budgetUsd = (whose: typeof scope) => (whose === scope ? scarce : RICH);
      const safeguards: Patch = {
        plans: { member: { ...MEMBER, budgetUsd: budgetUsd("user") } },
        service: { budgetUsd: budgetUsd("service") },
      };
      stage = await startStage();
      apps = await Promise.all([
        stage.start({ safeguards, by: "own bridge" }),
        stage.start({ safeguards, by: "own bridge" }),
      ]);
    });
    afterAll(() => stage.stop());

    /** The user's budget is one user's; the service's must hold against a crowd. */
    const visitor = (at: number) => (apps[at % 2] ?? apps[0]).visitor(scope === "user" ? "the-user" : `user-${at}`);

    it("lets exactly ten of 60 parallel requests pass, and says to the others which budget it is and when it resets", async () => {
      const { promise: until, resolve: letThemAnswer } = Promise.withResolvers<void>();
      stage.provider.behave({ kind: "answer", words: tokens(24), until });
      const visitors = await Promise.all(ATTEMPTS.map(visitor));
      const chatTokens: string[] = [];
      for (const one of visitors) chatTokens.push(await fetchToken(one));
      const refusals: ProblemBody[] = [];
      const all = visitors.map(async (one, at) => {
        const response = await postChat(one, { token: chatTokens[at] ?? "", body: chatBody(TEXT) });
        if (response.status === 200) await response.text();
        else refusals.push(await readProblem(response));
      });
      // Every hold is in flight at once: no reply says a word until all the others are refused.
      await expect.poll(() => refusals.length + stage.provider.calls.length).toBe(60);
      expect((await readBooks(stage.redis)).service).toBe(CEILING);
      letThemAnswer();
      await Promise.all(all);
      expect(refusals).toHaveLength(50);
      for (const refusal of refusals) expectRefusal(refusal);
      expect(stage.provider.calls).toHaveLength(10);
      const { service } = await expectBalanced(stage.redis, stage.provider.calls);
      expect(service).toBe(billFor(stage.provider.calls));
    });

    it("lets requests one by one use what settling gave back, down to less than one hold from the ceiling", async () => {
      stage.provider.behave({ kind: "answer", words: tokens(24) });
      let refusedInARow = 0;
      for (let at = 0; refusedInARow < 4; at += 1) {
        const { service: before } = await expectBalanced(stage.redis, stage.provider.calls);
        const response = await chat(await visitor(at), { body: chatBody(TEXT) });
        const fits = before + HOLD <= CEILING;
        expect(response.status).toBe(fits ? 200 : 402);
        if (!fits) expectRefusal(await readProblem(response));
        else await response.text();
        refusedInARow = fits ? 0 : refusedInARow + 1;
      }
      const { service } = await expectBalanced(stage.redis, stage.provider.calls);
      expect(stage.provider.calls.length).toBeGreaterThan(20);
      expect(service).toBe(billFor(stage.provider.calls));
      expect(service).toBeLessThanOrEqual(CEILING);
      expect(CEILING - service).toBeLessThan(HOLD);
      console.log(
        `${scope} ${window}: ${stage.provider.calls.length} replies, ${CEILING - service} of ${CEILING} micro-USD left, hold ${HOLD}`,
      );
    });

    function expectRefusal(problem: ProblemBody): void {
      expect(problem).toMatchObject({ status: 402, code, resetAt: nextReset() });
      const wait = (Date.parse(problem.resetAt ?? "") - Date.now()) / 1_000;
      expect(Math.abs((problem.retryAfterSeconds ?? 0) - wait)).toBeLessThan(5);
    }

    function nextReset(): string {
      const now = new Date();
      const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
      return new Date(window === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1)).toISOString();
    }
  },
);
