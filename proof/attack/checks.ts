/** What the honest requests look at: each check says why it failed, or nothing. */
import { honestReply, isKnown, strangersReply } from "./honest.ts";
import { describe } from "./judge.ts";
import { firstPage, isPage } from "./pages.ts";
import type { Target } from "./target.ts";

/** @returns why it failed, or nothing when it succeeded */
export type Check = (target: Target) => Promise<string | undefined>;

export const reply: Check = async (target) => {
  const answer = await honestReply(target);
  const isServed = answer.status === 200 && target.profile.textOf(answer.body) !== "";
  return isServed ? undefined : describe(answer);
};

export const figures: Check = async (target) => {
  await target.one.usage();
  return undefined;
};

export const entry: Check = (target) => (target.profile.isStarter ? figures(target) : reply(target));

export const guarded: Check = async (target) => {
  const answer = target.profile.isStarter ? await target.ask("/api/usage") : await strangersReply(target);
  return answer.status === 200 ? "a stranger is let in as well" : entry(target);
};

export const exists =
  (path: string, method = "GET"): Check =>
  async (target) =>
    (await isKnown(target, path, method === "GET" ? {} : { method, body: "" })) ? undefined : "as any address";

export const page: Check = async (target) => {
  const answer = await firstPage(target);
  if (!isPage(answer)) return describe(answer);
  const { body } = await target.ask(`/api/${crypto.randomUUID()}`);
  return body === answer.body ? "the same at any address" : undefined;
};

export async function silence(target: Target): Promise<string | undefined> {
  const answer = await target.ask("/");
  return answer.status > 0 ? undefined : describe(answer);
}
