/** The honest requests beside the attacks: each is asked once a run, and an attack whose own fails does not apply. */
import { filePart, png } from "../../tests/support/chat/pictures.ts";
import { header } from "./header.ts";
import { type Check, entry, exists, figures, guarded, page, reply, silence } from "./checks.ts";
import { csrfTokenOf, ownModel } from "./honest.ts";
import { describe } from "./judge.ts";
import { once } from "./once.ts";
import { crawl, isPage } from "./pages.ts";
import type { Target } from "./target.ts";
import { NotApplicable } from "./verdict.ts";

type Control = { request: string; fails: Check };

export const CONTROLS = {
  answers: { request: "a well-formed request is answered", fails: silence },
  reply: { request: "a user's question is answered", fails: reply },
  entry: { request: "a user is let in", fails: entry },
  guarded: { request: "a user is let in, and a stranger is not", fails: guarded },
  figures: { request: "a user is told what they have left", fails: figures },
  token: {
    request: "a user gets a token",
    fails: async (target) => {
      if (!target.one.hasTokens) return reply(target);
      await target.one.token();
      return undefined;
    },
  },
  model: {
    request: "a model that the user may name is taken",
    fails: async (target) => {
      if (!target.profile.isStarter && target.model === undefined) return reply(target);
      const answer = await target.payer.chat({ extra: { model: await ownModel(target) } });
      return answer.status === 200 ? undefined : describe(answer);
    },
  },
  picture: {
    request: "a picture is taken",
    fails: async (target) => {
      const parts = [{ type: "text", text: "What is this?" }, filePart(png())];
      const message = { id: crypto.randomUUID(), role: "user", parts };
      const answer = await target.payer.chat({ extra: { messages: [message] } });
      return answer.status === 200 ? undefined : describe(answer);
    },
  },
  page: { request: "a page is shown", fails: page },
  files: {
    request: "the scripts that the pages name are there",
    fails: async (target) => ((await crawl(target)).files.size > 0 ? undefined : "no page names any"),
  },
  ownPage: {
    request: "a user is shown the chat's page",
    fails: async (target) => {
      const answer = await target.one.get("/");
      return isPage(answer) && SHOWS_CHAT.test(answer.body) ? undefined : describe(answer);
    },
  },
  service: {
    request: "something is served, a page or a reply",
    fails: async (target) => ((await page(target)) === undefined ? undefined : reply(target)),
  },
  signIn: {
    request: "a sign-in begins",
    fails: async (target) => {
      const csrf = await target.ask("/api/auth/csrf");
      const begun = await target.ask("/api/auth/signin?callbackUrl=%2F");
      const isBegun = csrfTokenOf(csrf) !== "" && begun.status >= 200 && begun.status < 400;
      return isBegun ? undefined : `${describe(csrf)}, ${describe(begun)}`;
    },
  },
  health: {
    request: "the health address says that all is well",
    fails: async (target) => {
      const answer = await target.ask("/api/health");
      const isJson = header(answer, "content-type").startsWith("application/json") || answer.body.startsWith("{");
      return answer.status === 200 && isJson ? undefined : describe(answer);
    },
  },
  owner: { request: "the owner's figures have an address", fails: exists("/api/admin/usage") },
  job: { request: "the scheduled job has an address", fails: exists("/api/cron/reconcile") },
  grants: { request: "a user's grants have an address", fails: exists("/api/admin/users/somebody") },
  endAll: { request: "ending all sessions has an address", fails: exists("/api/session/end-all", "POST") },
} satisfies Record<string, Control>;

export type ControlName = keyof typeof CONTROLS;

/** What a page has that shows the chat itself. */
export const SHOWS_CHAT = /<textarea|\\?"(?:plan|visitor|usualMicroUsd)\\?":/;

const outcomes = Object.fromEntries(
  Object.entries<Control>(CONTROLS).map(([name, control]) => [name, once((target) => outcomeOf(control, target))]),
);

/** @returns why the attacks beside this request do not apply, or nothing when they do */
export async function failureOf(name: ControlName, target: Target): Promise<string | undefined> {
  return outcomes[name]?.(target);
}

async function outcomeOf({ request, fails }: Control, target: Target): Promise<string | undefined> {
  try {
    const why = await fails(target);
    return why === undefined ? undefined : `it is not so that ${request} (${why})`;
  } catch (error) {
    if (error instanceof NotApplicable) return error.message;
    throw error;
  }
}
