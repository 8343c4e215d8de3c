/** Request limits: how they are told, and that they hold in a burst. These come last: they use up an account. */
import type { Attack } from "../attack.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { fiveMinutesLeft, isLimited, requireLimit, searchLimit } from "../limit-search.ts";
import type { Target } from "../target.ts";
import { held, judge, NotApplicable, type Verdict } from "../verdict.ts";

const LIMIT = "Without a limit that holds, a script is a bill (OWASP LLM10:2025, API4:2023, ASVS 5.0 2.4.1).";
const TOLD =
  "A client that is told when to come back does not hammer (RFC 9110 10.2.3, draft-ietf-httpapi-ratelimit-headers).";
const FAIR = "A refused request was not served; were it counted, a retry loop would lock its user out for a day.";

const SANE_FIVE_MINUTES = 10_000;

const figures: Attack[] = [
  {
    id: "limits-told",
    area: "limits",
    title: "An account is told its limits for five minutes, an hour and a day",
    why: TOLD,
    control: "figures",
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
    control: "figures",
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
    control: "figures",
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
    control: "entry",
    cost: "last",
    run: async (target) => {
      const { burst, allowed, sent } = await searchLimit(target);
      const passed = burst.filter((answer) => answer.status > 0 && !isLimited(answer)).length;
      // A sliding window may give one back while the burst lasts.
      if (!burst.some(isLimited)) return judge(false, `no limit was seen within ${sent} requests`);
      return judge(passed <= allowed + 1, `${passed} of ${burst.length} passed, ${told(allowed)}`);
    },
  },
  {
    id: "limits-refusal",
    area: "limits",
    title: "Who is refused is told when to come back, in the headers and in the body",
    why: TOLD,
    control: "entry",
    cost: "last",
    run: async (target) => ofRefusal(target, (await searchLimit(target)).burst),
  },
  {
    id: "limits-longer-windows",
    area: "limits",
    title: "Refused requests do not use up the longer windows",
    why: FAIR,
    control: "figures",
    cost: "last",
    run: async (target) => {
      const search = await searchLimit(target);
      requireLimit(search);
      const { hourBefore, hourAfter } = search;
      return judge(hourAfter >= hourBefore, `${hourBefore} left for the hour before, ${hourAfter} after`);
    },
  },
];

export const limits: Attack[] = [...figures, ...bursts];

function told(allowed: number): string {
  return allowed === Infinity ? "after what was asked before" : `${allowed} were left`;
}

function ofRefusal({ profile }: Target, burst: Answer[]): Verdict {
  const refusal = burst.find(isLimited);
  if (!refusal) throw new NotApplicable(`no limit stood after ${burst.length} requests`);
  const wait = header(refusal, "retry-after");
  if (!profile.isStarter) return judge(Number(wait) > 0, `retry-after: ${wait || "absent"}`);
  const said = refusal.body.includes(`"retryAfterSeconds":${wait}`) && refusal.body.includes('"resetAt":"20');
  const zero = /r=0/.test(header(refusal, "ratelimit"));
  return Number(wait) > 0 && said && zero
    ? held(`after ${wait} s`)
    : judge(false, `retry-after: ${wait || "absent"}, ratelimit: ${header(refusal, "ratelimit") || "absent"}`);
}
