/** Request limits: how they are told, that they hold in a burst, and that no header moves them. These come last: they use up an account. */
import type { Account } from "../account.ts";
import { type Attack, shared } from "../attack.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { codeOf, describe } from "../judge.ts";
import type { Target } from "../target.ts";
import { held, judge, NotApplicable, type Verdict } from "../verdict.ts";

const LIMIT = "Without a limit that holds, a script is a bill (OWASP LLM10:2025, API4:2023, ASVS 5.0 2.4.1).";
const TOLD =
  "A client that is told when to come back does not hammer (RFC 9110 10.2.3, draft-ietf-httpapi-ratelimit-headers).";
const ADDRESS = "A header that the sender writes must not make a new sender (ASVS 5.0 4.1.3, 15.3.4).";
const SAME = "What a visitor can change about a request must not open a new count (ASVS 5.0 2.4.1).";
const FAIR = "A refused request was not served; were it counted, a retry loop would lock its user out for a day.";

/** More than this is not sent to find out where a limit is. */
const MOST_REQUESTS = 150;
const SANE_FIVE_MINUTES = 10_000;

type Spent = { account: Account; burst: Answer[]; allowed: number; hourBefore: number; hourAfter: number };

/** Counted at the door and refused behind it: what uses up the limits here costs nothing. */
const INVALID = "{}";

/** Sends in one burst some more than fit, and then one by one until the limit stands. */
const spent = shared(async (target): Promise<Spent> => {
  const { account, allowed } = await whoseToSpend(target);
  const many = Math.min(allowed + 12, MOST_REQUESTS);
  const tokens = await Promise.all(Array.from({ length: many }, () => account.token()));
  const burst = await Promise.all(tokens.map((token) => account.offerAnyway({ token, body: INVALID })));
  for (let more = 0; more < 5 && !burst.some(isLimited); more += 1)
    burst.push(await account.offerAnyway({ body: INVALID }));
  const hourBefore = await hourLeft(account);
  for (let more = 0; more < 5; more += 1) burst.push(await account.offerAnyway({ body: INVALID }));
  return { account, burst, allowed, hourBefore, hourAfter: await hourLeft(account) };
});

const FORGERIES: [id: string, headers: () => HeaderFields][] = [
  ["x-forwarded-for", () => ({ "x-forwarded-for": anAddress() })],
  ["x-forwarded-for-list", () => ({ "x-forwarded-for": `${anAddress()}, ${anAddress()}` })],
  ["x-real-ip", () => ({ "x-real-ip": anAddress() })],
  ["forwarded", () => ({ forwarded: `for=${anAddress()}` })],
  ["cf-connecting-ip", () => ({ "cf-connecting-ip": anAddress() })],
  ["true-client-ip", () => ({ "true-client-ip": anAddress() })],
  ["x-client-ip", () => ({ "x-client-ip": anAddress(), "x-cluster-client-ip": anAddress() })],
  ["x-vercel-forwarded-for", () => ({ "x-vercel-forwarded-for": anAddress(), "x-vercel-ip": anAddress() })],
  ["fastly-client-ip", () => ({ "fastly-client-ip": anAddress(), "x-azure-clientip": anAddress() })],
  ["x-socket-address", () => ({ "x-socket-address": `0000 ${anAddress()}` })],
];

const DISGUISES: [id: string, title: string, headers: () => HeaderFields][] = [
  ["user-agent", "Another browser's name", () => ({ "user-agent": crypto.randomUUID(), "accept-language": "tlh" })],
  [
    "request-id",
    "An id of one's own",
    () => ({
      "x-request-id": crypto.randomUUID(),
      "x-correlation-id": crypto.randomUUID(),
      "idempotency-key": crypto.randomUUID(),
    }),
  ],
  ["host", "A forwarded host", () => ({ "x-forwarded-host": "localhost", "x-forwarded-proto": "https" })],
];

const stands = (id: string, title: string, why: string, headers: () => HeaderFields): Attack => ({
  id: `limits-${id}`,
  area: "limits",
  title,
  why,
  needs: "cookie",
  cost: "last",
  run: async (target) => {
    const { account, burst } = await spent(target);
    requireLimit(burst);
    // When all behind one address are refused, somebody fresh shows whether the address was believed.
    const who = burst.some(byAddress) ? (target.accounts.find((one) => one !== account) ?? account) : account;
    const answer = await who.offerAnyway({ body: INVALID, headers: headers() });
    return judge(
      isLimited(answer),
      `${describe(answer)}${burst.some(byAddress) ? ", counted by address" : ", counted by user"}`,
    );
  },
});

const told: Attack[] = [
  {
    id: "limits-told",
    area: "limits",
    title: "An account is told its limits for five minutes, an hour and a day",
    why: TOLD,
    needs: "cookie",
    cost: "free",
    run: async ({ one }) => {
      const { requests } = await one.usage();
      const said = requests.map(({ window, limit, remaining }) => `${window}: ${remaining} of ${limit}`).join(", ");
      const five = requests.find(({ window }) => window === "5m")?.limit ?? Infinity;
      return judge(requests.length >= 3 && five <= SANE_FIVE_MINUTES, said || "none");
    },
  },
  {
    id: "limits-headers",
    area: "limits",
    title: "Fetching a token says what is left, and one less the next time",
    why: TOLD,
    needs: "cookie",
    cost: "last",
    run: async ({ one }) => {
      const left = [await one.askForToken(), await one.askForToken()].map((answer) =>
        Number(/"user-5m";r=(\d+)/.exec(header(answer, "ratelimit"))?.[1] ?? Number.NaN),
      );
      return judge(Number(left[0]) - Number(left[1]) === 1, `${left[0]}, then ${left[1]}`);
    },
  },
  {
    id: "limits-refused-before",
    area: "limits",
    title: "Requests refused at the door use up nothing",
    why: FAIR,
    needs: "cookie",
    cost: "last",
    run: async ({ one }) => {
      const before = await fiveMinutesLeft(one);
      for (const token of ["", "forged", "x.y.z"]) await one.offerAnyway({ token });
      return judge((await fiveMinutesLeft(one)) >= before, `${before} before`);
    },
  },
];

const bursts: Attack[] = [
  {
    id: "limits-burst",
    area: "limits",
    title: "A burst of more requests than fit lets no more pass than fit",
    why: LIMIT,
    needs: "cookie",
    cost: "last",
    run: async (target) => {
      const { burst, allowed } = await spent(target);
      const passed = burst.filter((answer) => answer.status > 0 && !isLimited(answer)).length;
      // A sliding window may give one back while the burst lasts.
      return judge(
        burst.some(isLimited) && passed <= allowed + 1,
        `${passed} of ${burst.length} passed, ${allowed} were left`,
      );
    },
  },
  {
    id: "limits-refusal",
    area: "limits",
    title: "Who is refused is told when to come back, in the headers and in the body",
    why: TOLD,
    needs: "cookie",
    cost: "last",
    run: async (target) => ofRefusal((await spent(target)).burst),
  },
  {
    id: "limits-longer-windows",
    area: "limits",
    title: "Refused requests do not use up the longer windows",
    why: FAIR,
    needs: "cookie",
    cost: "last",
    run: async (target) => {
      const { burst, hourBefore, hourAfter } = await spent(target);
      requireLimit(burst);
      return judge(hourAfter >= hourBefore, `${hourBefore} left for the hour before, ${hourAfter} after`);
    },
  },
];

const forgeries = FORGERIES.map(([id, headers]) =>
  stands(`forged-${id}`, `A forged ${id} opens no new count`, ADDRESS, headers),
);
const disguises = DISGUISES.map(([id, title, headers]) =>
  stands(`disguised-${id}`, `${title} opens no new count`, SAME, headers),
);

const accounts: Attack = {
  id: "limits-many-accounts",
  area: "limits",
  title: "When an address is used up, its next account is refused as well",
  why: "Accounts are free at many a provider; addresses are not (OWASP API6:2023).",
  needs: "two cookies",
  cost: "last",
  run: async (target) => {
    const { account, burst } = await spent(target);
    if (!burst.some(byAddress)) throw new NotApplicable("the address has room for more than these accounts may ask");
    const other = target.accounts.find((one) => one !== account) ?? target.two;
    const answer = await other.offerAnyway({ body: INVALID });
    return judge(isLimited(answer), describe(answer));
  },
};

export const limits: Attack[] = [...told, ...bursts, ...forgeries, ...disguises, accounts];

function isLimited(answer: Answer): boolean {
  return answer.status === 429 && codeOf(answer) === "rate_limited";
}

function byAddress(answer: Answer): boolean {
  return isLimited(answer) && /"address-\w+";r=0/.test(header(answer, "ratelimit"));
}

function requireLimit(burst: Answer[]): void {
  if (!burst.some(isLimited)) throw new NotApplicable(`no limit stood after ${burst.length} requests`);
}

async function whoseToSpend({ accounts, one }: Target): Promise<{ account: Account; allowed: number }> {
  const lefts = await Promise.all(
    accounts.map(async (account) => ({ account, allowed: await fiveMinutesLeft(account) })),
  );
  return lefts.toSorted((a, b) => a.allowed - b.allowed)[0] ?? { account: one, allowed: 0 };
}

async function fiveMinutesLeft(account: Account): Promise<number> {
  return Math.min(...(await account.usage()).requests.map(({ remaining }) => remaining), Infinity);
}

async function hourLeft(account: Account): Promise<number> {
  return (await account.usage()).requests.find(({ window }) => window === "1h")?.remaining ?? 0;
}

function ofRefusal(burst: Answer[]): Verdict {
  const refusal = burst.find(isLimited);
  if (!refusal) throw new NotApplicable(`no limit stood after ${burst.length} requests`);
  const wait = header(refusal, "retry-after");
  const said = refusal.body.includes(`"retryAfterSeconds":${wait}`) && refusal.body.includes('"resetAt":"20');
  const zero = /r=0/.test(header(refusal, "ratelimit"));
  return Number(wait) > 0 && said && zero
    ? held(`after ${wait} s`)
    : judge(false, `retry-after: ${wait || "absent"}, ratelimit: ${header(refusal, "ratelimit") || "absent"}`);
}

function anAddress(): string {
  return `203.0.113.${Math.floor(Math.random() * 254) + 1}`;
}
