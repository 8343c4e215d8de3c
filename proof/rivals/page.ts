/** The page that a comparison writes, docs/rivals.md, and the table that README takes from it. */
import { MONEY_ATTACKS } from "../attack/money.ts";
import { READ_ON } from "./about.ts";
import type { Compared } from "./compare.ts";
import { CEILING_MICRO_USD } from "./contestants.ts";
import { failing, overshot, tally, times, worst } from "./figures.ts";
import type { OneOff } from "./one-off.ts";
import { table } from "./table.ts";

export type Comparison = {
  compared: Compared[];
  oneOffs: OneOff[];
  /** What could not be run, and why. */
  notRun: string[];
  minutes: number;
  on: string;
  machine: string;
};

export function summary(compared: Compared[]): string {
  return table(
    [
      "",
      "attacks held, of those that apply",
      "safeguards missing",
      "money attacks beyond the ceiling",
      "billed at worst",
    ],
    compared.map(({ name, results, money }) => {
      const { held, applicable, share } = tally(results);
      const missing = failing(results).filter(({ isMissing }) => isMissing).length;
      const beyond = `${overshot(money).length} of ${money.length}`;
      return [
        name,
        `${held} of ${applicable} (${percent(share)})`,
        `${missing}`,
        beyond,
        `${worst(money).toFixed(1)} ×`,
      ];
    }),
  );
}

export function page({ compared, oneOffs, notRun, minutes, on, machine }: Comparison): string {
  return `# Beside others

Made by \`npm run proof -- rivals\` on ${on}, in ${minutes} minutes; run it again and this page is written anew. ${machine}. All of it
runs on one machine, on loopback, against a stand-in of the provider that keeps its own bill.

${summary(compared)}

**Attacks held**: the [attack suite](../proof/attack/README.md), over HTTP alone. An attack counts only where the honest request beside it
succeeds. **Missing**: a safeguard of which no attack held. **Billed at worst**: by the provider, in times the ceiling that the owner had set.

## How to read it

The routes were written for this page after what others publish; no code of theirs is in them. They are plain Node servers, because
a production build of Next for each would take longer and behave the same: the address headers are treated as \`next start\` treats
them. Each is one file in [proof/rivals/routes](../proof/rivals/routes). Limits are out of the way while other areas are tried, and as
they come while limits are tried. Where a rival has no USD budget, its owner's ceiling is turned into as many messages as it pays for
(${Math.floor(CEILING_MICRO_USD / 156)} of 60 tokens asked and 300 answered). The attacker writes any address into \`X-Forwarded-For\` and \`X-Real-IP\`; a platform that overwrites these
leaves less to try. The databases are on the same machine, so that what is read and then written races for a millisecond: further away, more gets through.

A gateway for programs does not want all that a page for people wants: a one-time token means little where every caller holds a key. The money
does not care who calls. What a rival can be told to do and does not do as it comes (LiteLLM's limits on requests, tokens and parallel calls of a
key, its strict mode for an unreachable counter) counts as not there.

${notRun.map((line) => `**Not run**: ${line}`).join("\n\n")}

## The money

One user, whose owner set a ceiling of ${usd(CEILING_MICRO_USD)} USD. What the provider billed for each attack, in times the ceiling; bold is beyond it.

${moneyTable(compared)}

${MONEY_ATTACKS.map(({ title, why }) => `- **${title}.** ${why}`).join("\n")}

The stand-in bills the input of every call that reached it and every token that it made: up to the moment it noticed that nobody listened, and 20 more.
OpenAI publishes no rule for streams that are left. Its API sends the usage at the very end and so never to who left
([openai-openapi, issue 539](https://github.com/openai/openai-openapi/issues/539), April 2026); gateways that compared such streams with their invoices
found the input and the tokens made until then on them ([litellm, pull request 33736](https://github.com/BerriAI/litellm/pull/33736), July 2026;
[llmgateway, pull request 3331](https://github.com/theopenco/llmgateway/pull/3331), July 2026). All read on ${READ_ON}.

## One by one

${compared.map(chapter).join("\n\n")}

## Ours with one safeguard off

A proof of the judge: each safeguard of this starter is switched off alone, by configuration or by a proxy in front that undoes it, and the suite
must name that one and no other. Attacks that wait for deadlines or use up an account run only where they look for it.

${oneOffTable(oneOffs)}
`;
}

function moneyTable(compared: Compared[]): string {
  return table(
    ["attack", ...compared.map(({ name }) => name)],
    MONEY_ATTACKS.map(({ id, title }) => [
      title,
      ...compared.map(({ money }) => {
        const result = money.find((one) => one.id === id);
        if (!result) return "–";
        const said = `${usd(result.billedMicroUsd)} USD, ${times(result).toFixed(1)} ×`;
        return times(result) > 1 ? `**${said}**` : said;
      }),
    ]),
  );
}

function chapter({ name, is, version, sources, better, results, seconds }: Compared): string {
  const { held, failed, notApplicable } = tally(results);
  const rows = failing(results).map((one) => [
    one.name,
    `${one.failed} of ${one.applicable}${one.isMissing ? ", missing" : ""}`,
    one.means,
  ]);
  const parts = [
    `### ${name[0]?.toUpperCase()}${name.slice(1)}`,
    `${is}${version ? ` Version ${version}.` : ""} ${held} attacks held, ${failed} got through, ${notApplicable} not applicable; ${Math.round(seconds)} s.`,
    sources.length > 0
      ? `Read on ${READ_ON}:\n\n${sources.map(({ where, says }) => `- ${where}: ${says}.`).join("\n")}`
      : "",
    better ? `**Where it is better.** ${better}` : "",
    rows.length > 0
      ? table(["safeguard", "attacks that got through", "what that means"], rows)
      : "Nothing got through.",
  ];
  return parts.filter(Boolean).join("\n\n");
}

function oneOffTable(oneOffs: OneOff[]): string {
  return table(
    ["switched off", "named by the suite", "alone"],
    oneOffs.map(({ off, expected, named }) => {
      const names = Object.entries(named).map(([name, count]) => `${name} (${count})`);
      const alone = Object.keys(named).length === 1 && expected in named;
      return [off, names.join(", ") || "nothing", alone ? "yes" : "**no**"];
    }),
  );
}

function usd(microUsd: number): string {
  return (microUsd / 1_000_000).toFixed(3);
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
