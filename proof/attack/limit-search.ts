/** Finds a target's request limits, told or not, with at most so many requests and US dollars as it may. */
import type { Account } from "./account.ts";
import type { HeaderFields } from "../../tests/support/app/http.ts";
import type { Answer } from "../../tests/support/app/http-answer.ts";
import { elsewhere, FORGERIES } from "./forged-address.ts";
import { header } from "./header.ts";
import { codeOf, unhindered } from "./judge.ts";
import { once } from "./once.ts";
import { SHORT_MICRO_USD } from "./purse.ts";
import type { Target } from "./target.ts";
import { NotApplicable } from "./verdict.ts";

/** Counted at the door and refused behind it: what uses up the limits of the starter costs nothing. */
export const INVALID = "{}";
const AT_ONCE = 5;
const SHORT = { text: "Say hi." };

export type Search = {
  account: Account;
  burst: Answer[];
  /** How many were left, where that is told. */
  allowed: number;
  hourBefore: number;
  hourAfter: number;
  /** Whether it is the user who is counted, whatever their address. */
  isOfUser: boolean;
  /** What a forged address led to, by the header's name, while a limit stood; where limits are not told. */
  forged?: Map<string, Answer>;
  sent: number;
};

export const searchLimit = once((target): Promise<Search> => {
  return target.profile.isStarter ? searchTold(target) : searchUntold(target);
});

/** Sends in one burst some more than fit, and then one by one until the limit stands. */
async function searchTold(target: Target): Promise<Search> {
  const { account, allowed } = await whoseToSpend(target);
  const many = Math.min(allowed + 12, target.maxRequests);
  const tokens = await Promise.all(Array.from({ length: many }, () => account.token()));
  const burst = await Promise.all(tokens.map((token) => account.fire({ token, body: INVALID })));
  for (let more = 0; more < 5 && !burst.some(isLimited); more += 1) burst.push(await account.fire({ body: INVALID }));
  const hourBefore = await hourLeft(account);
  for (let more = 0; more < 5; more += 1) burst.push(await account.fire({ body: INVALID }));
  const hourAfter = await hourLeft(account);
  return { account, burst, allowed, hourBefore, hourAfter, isOfUser: true, sent: burst.length };
}

/** From one address until a limit stands; then with forged ones, behind which a limit of the user's own may stand. */
async function searchUntold(target: Target): Promise<Search> {
  const account = target.one;
  const untold = { account, allowed: Infinity, hourBefore: 0, hourAfter: 0 };
  // Where nothing can be sent, nothing is known.
  target.purse.require(2 * SHORT_MICRO_USD);
  const plain = await flood(target, () => ({}));
  if (!plain.some(isLimited)) plain.slice(-1).filter(isOutage).forEach(unhindered);
  if (!plain.some(isLimited)) return { ...untold, burst: plain, isOfUser: false, sent: plain.length };
  const other = target.accounts[1];
  const next = await other?.fire(SHORT);
  const isOfUser = !next || !isLimited(next);
  // Somebody fresh shows whether the address is believed; where each user is counted, the one who is used up.
  const who = isOfUser ? account : (other ?? account);
  const forged = new Map<string, Answer>();
  for (const [id, headers] of FORGERIES) forged.set(id, await who.fire({ ...SHORT, headers: headers() }));
  if ([...forged.values()].every(isLimited)) return { ...untold, burst: plain, forged, isOfUser, sent: plain.length };
  const wide = await flood(target, elsewhere);
  return { ...untold, burst: wide, forged, isOfUser: wide.some(isLimited), sent: wide.length };
}

/** Half of what may be sent, or less, until a limit stands. */
async function flood(target: Target, headers: () => HeaderFields): Promise<Answer[]> {
  const burst: Answer[] = [];
  const room = Math.min(Math.ceil(target.maxRequests / 2), Math.floor(target.purse.shortReplies / 2));
  while (burst.length < room && !burst.some(isLimited)) {
    const asked = Array.from({ length: AT_ONCE }, () => target.one.fire({ ...SHORT, headers: headers() }));
    burst.push(...(await Promise.all(asked)));
  }
  return burst;
}

function isOutage({ status }: Answer): boolean {
  return [502, 503, 504].includes(status);
}

export function isLimited(answer: Answer): boolean {
  const code = codeOf(answer);
  return answer.status === 429 && (code === "" || code === "rate_limited");
}

/** As far as the target says by what it counts. */
export function byAddress(answer: Answer): boolean {
  return isLimited(answer) && /"address-\w+";r=0/.test(header(answer, "ratelimit"));
}

export function requireLimit({ burst, sent }: Search): void {
  if (!burst.some(isLimited)) throw new NotApplicable(`no limit was seen within ${sent} requests`);
}

async function whoseToSpend({ accounts, one }: Target): Promise<{ account: Account; allowed: number }> {
  const lefts = await Promise.all(
    accounts.map(async (account) => ({ account, allowed: await fiveMinutesLeft(account) })),
  );
  return lefts.toSorted((a, b) => a.allowed - b.allowed)[0] ?? { account: one, allowed: 0 };
}

export async function fiveMinutesLeft(account: Account): Promise<number> {
  return Math.min(...(await account.usage()).requests.map(({ remaining }) => remaining), Infinity);
}

async function hourLeft(account: Account): Promise<number> {
  return (await account.usage()).requests.find(({ window }) => window === "1h")?.remaining ?? 0;
}
