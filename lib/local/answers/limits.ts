/** How this project's limits work, with the numbers from lib/config.ts. */
import "server-only";

import { config } from "../../config.ts";
import { table } from "./quote.ts";

const PLANS = table(
  ["Plan", "per 5 minutes", "per hour", "per day", "replies at once", "longest reply (tokens)"],
  Object.entries(config.plans).map(([, { title, requests, parallelReplies, maxOutputTokens }]) => [
    title,
    requests["5m"],
    requests["1h"],
    requests["1d"],
    parallelReplies,
    maxOutputTokens,
  ]),
);

export function limitsAnswers(): string[] {
  return [
    `Several safeguards stand between a request and the bill:

1. **Request limits.** Each person has so many requests per five minutes, hour and day, and so has each client address.
2. **One token, one request.** The page fetches a signed token for each message. It lives ${config.chatToken.lifetimeSeconds} seconds, belongs to one person and works once.
3. **Plans.** A plan says which models may be used, how long a reply may be, and how many may run at once.
4. **No blank cheques.** Everything that costs money is set by the server; a request cannot choose a dearer model.

As shipped, the plans look like this:

${PLANS}

All of it is in \`lib/config.ts\`. Send a few more messages in a row and you will see a limit act.`,
    `In short: *who are you, how often do you ask, and how much may one answer cost?*

${PLANS}

- Requests are counted in **sliding windows**, so waiting for the full hour brings no burst.
- Too many of them get a friendly refusal that says when to come back, and the provider is **never called**.
- When the counters cannot be reached, nothing is let through: a limit that switches itself off is none.

The numbers are in \`lib/config.ts\`; \`SAFEGUARDS_JSON\` changes them without touching code.`,
  ];
}
