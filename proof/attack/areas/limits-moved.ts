/** Request limits that somebody tries to move: by a forged address, in disguise, by another account. */
import type { Account } from "../account.ts";
import type { Attack } from "../attack.ts";
import type { HeaderFields } from "../../../tests/support/app/http.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { FORGERIES } from "../forged-address.ts";
import { describe } from "../judge.ts";
import { byAddress, INVALID, isLimited, searchLimit } from "../limit-search.ts";
import type { Target } from "../target.ts";
import { judge, NotApplicable } from "../verdict.ts";

const ADDRESS = "A header that the sender writes must not make a new sender (ASVS 5.0 4.1.3, 15.3.4).";
const SAME = "What a visitor can change about a request must not open a new count (ASVS 5.0 2.4.1).";

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
  control: "entry",
  cost: "last",
  run: async (target) => {
    const { account, burst, forged, sent } = await searchLimit(target);
    const known = forged?.get(id.replace("forged-", ""));
    if (known) return judge(isLimited(known), describe(known));
    if (!burst.some(isLimited)) return judge(false, `no limit was seen within ${sent} requests`);
    // When all behind one address are refused, somebody fresh shows whether the address was believed.
    const who = burst.some(byAddress) ? (target.accounts.find((one) => one !== account) ?? account) : account;
    const answer = await probe(target, who, headers());
    return judge(
      isLimited(answer),
      `${describe(answer)}${burst.some(byAddress) ? ", counted by address" : ", counted by user"}`,
    );
  },
});

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
  control: "entry",
  cost: "last",
  run: async (target) => {
    const search = await searchLimit(target);
    const { account, burst, isOfUser, forged, sent } = search;
    if (forged && [...forged.values()].some((answer) => !isLimited(answer)))
      return judge(false, "a forged address opens a new count, for any number of accounts");
    if (!burst.some(isLimited)) return judge(false, `no limit was seen within ${sent} requests`);
    if (isOfUser && !burst.some(byAddress))
      throw new NotApplicable("the address has room for more than these accounts may ask");
    const other = target.accounts.find((one) => one !== account) ?? target.two;
    const answer = await probe(target, other, {});
    return judge(isLimited(answer), describe(answer));
  },
};

export const limitsMoved: Attack[] = [...forgeries, ...disguises, accounts];

/** On the starter a body that does not fit shows as much, and costs nothing. */
function probe({ profile }: Target, who: Account, headers: HeaderFields): Promise<Answer> {
  return who.fire(profile.isStarter ? { body: INVALID, headers } : { text: "Say hi.", headers });
}
