/** What a browser gets: the first page, and every script and style that the pages name. */
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { header } from "./header.ts";
import { once } from "./once.ts";
import type { Target } from "./target.ts";

const FILES_AT_MOST = 60;

export type Crawled = { pages: Answer[]; files: Map<string, string> };

/** The first page a stranger is shown. */
export const firstPage = once((target) => visit(target, target.profile.isStarter ? "/sign-in" : "/"));

export function isPage(answer: Answer): boolean {
  return answer.status === 200 && isHtml(answer) && /<(?:html|body|script|form)\b/i.test(answer.body);
}

export function isHtml(answer: Answer): boolean {
  return header(answer, "content-type").startsWith("text/html");
}

/** The pages that anyone gets, those the account gets, and every file they name. */
export const crawl = once(async (target): Promise<Crawled> => {
  const headers = target.accounts[0]?.credentials ?? {};
  const pages = await Promise.all(
    ["/", "/sign-in", "/nowhere"].flatMap((path) => [target.ask(path), target.ask(path, { headers })]),
  );
  const files = new Map<string, string>();
  const waiting = new Set(pages.flatMap(({ body }) => filesIn(body)));
  for (const path of waiting) {
    if (files.size >= FILES_AT_MOST) break;
    const answer = await target.ask(path);
    if (answer.status === 200 && !isHtml(answer)) files.set(path, answer.body);
    for (const more of filesIn(answer.body)) waiting.add(more);
  }
  return { pages, files };
});

/** Follows redirects within the host. */
async function visit(target: Target, path: string, left = 3): Promise<Answer> {
  const answer = await target.ask(path);
  const next = URL.parse(header(answer, "location"), new URL(path, target.url));
  const isOnward = header(answer, "location") !== "" && next?.host === target.url.host;
  return isOnward && left > 0 ? visit(target, next.pathname + next.search, left - 1) : answer;
}

function filesIn(text: string): string[] {
  return [...text.matchAll(/["'(](\/?_next\/static\/[\w./~%@()-]+\.(?:js|css))/g)].map(
    ([, path = ""]) => `/${path.replace(/^\//, "")}`,
  );
}
