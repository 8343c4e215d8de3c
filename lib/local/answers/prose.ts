/** Lists, stories, explanations, and what is said when nothing else fits. */
import "server-only";

import type { Ask } from "../provider-request.ts";
import { fence, quote } from "./quote.ts";
import { STORIES } from "./stories.ts";

export function storyAnswers(): string[] {
  return STORIES;
}

export function listAnswers(): string[] {
  return [
    `Before you go live:

1. Put the API key into a **project of its own** at the provider.
2. Give that project a hard spending limit, and switch off automatic recharging.
3. Compare the prices in \`lib/config.ts\` with the provider's price page.
4. Choose small limits first:
   - few requests per hour,
   - short replies,
   - the cheapest model that does the job.
5. Watch the first week, then widen what is too tight.`,
    `A good afternoon, in five points:

- a walk without a phone
- tea, and something to go with it
  - ginger biscuits, for example
- one chapter of a book you have read before
- a letter to someone you have not seen this year
- [ ] and the dishes, if there is time`,
    `Three ideas for a chat service:

1. **Explain my letter**: people paste official post and get it back in plain words.
2. **Recipe from the fridge**: name what is left, get dinner.
3. **Study partner**: it asks, you answer, it explains what was missing.`,
  ];
}

export function markdownAnswers(): string[] {
  return [
    `## What Markdown can do here

Words can be **bold**, *in italics*, ~~struck out~~ or \`code\`.

> A quotation stands apart from the rest,
> even over two lines.

- Lists work,
  - also inside each other,
- and so do [links](https://nextjs.org/docs).

${fence("json", '{ "and": ["code", "blocks"] }')}

| Tables | too |
| --- | --- |
| left | right |`,
  ];
}

export function explainAnswers({ text }: Ask): string[] {
  return [
    `You asked: *${quote(text)}*

A real model would answer that properly. What I can do is show the **shape** of a good explanation:

1. one sentence that gives the answer,
2. the reason behind it,
3. an example that someone could check.`,
    `On *${quote(text)}* I have no knowledge of my own, being a stand-in. I do know this project, though: ask me **how the limits work**.`,
    `Good question. To explain *${quote(text)}*, start from what the reader knows, add one new thing at a time, and end with what to do next. A real model will fill that in.`,
  ];
}

export function otherAnswers({ text, turn }: Ask): string[] {
  const said = text === "" ? "nothing at all" : `“${quote(text)}”`;
  const count = turn === 1 ? "your first message" : `message number ${turn} of yours`;
  return [
    `You wrote ${said}, which is ${count} in this conversation. I can show **tables**, **code**, **lists** and **sums**, or tell a **story**.`,
    `I read ${said}. That makes ${turn === 1 ? "one message" : `${turn} messages`} so far, and each of them was checked, counted and answered within the limits of your plan. What shall I show you: a *table*, some *code*, a *story*?`,
    `${said}: noted, as ${count}. A real model would take it from here; I can tell you **how the limits work**, or **write code**.`,
  ];
}
