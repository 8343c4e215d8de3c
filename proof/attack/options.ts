/** The command line of the attack suite, read into what a run needs. */
import { parseArgs } from "node:util";

import { AREAS, type Area } from "./areas.ts";
import type { MoneyPlace } from "./money-results.ts";
import { PROFILES, type ProfileName } from "./profile.ts";
import type { TargetOptions } from "./target.ts";

export const HELP = `npm run attack -- --url URL [options]

  --url URL                     the deployment
  --profile NAME                what it speaks: ${PROFILES.join(", ")} (starter)
  --path PATH                   where questions go (/api/chat; /v1/chat/completions for openai)
  --cookie 'name=value'         a session of an ordinary member, as the browser keeps it
  --second-cookie 'name=value'  another member's
  --header 'name: value'        for each request; authorization, x-api-key and api-key are the first user's alone
  --second-header 'name: value' the second user's
  --model NAME                  a model that these users may use
  --dearer-model NAME           one that costs more, and that they may not use
  --max-requests N              requests that may be sent to find a limit (150)
  --max-usd USD                 what the attacks may spend of these users' budgets (1.00)
  --provider-bill URL           the bill of \`npm run proof -- provider\`, which the deployment calls: what users get past their ceiling
  --ceiling-usd USD             with it: what the first user may spend
  --only AREA                   ${AREAS.join(", ")}
  --json                        print { url, profile, passed, failed, notApplicable, missing, results } and nothing else
  --html FILE                   write the report as a page
  --sarif FILE                  write the failures as SARIF 2.1.0, for GitHub's code scanning
  --junit FILE                  write the results as JUnit's XML, for CI

Attack only what is yours. It ends with 0 when all that applies held, 1 when some did not, nothing applies or a session opens nothing, 2 when nobody answered.`;

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean", default: false } as const;

export type Options = {
  target: TargetOptions;
  /** Where the provider behind the target is our stand-in. */
  money: MoneyPlace | undefined;
  only: Area | undefined;
  json: boolean;
  files: { html?: string | undefined; sarif?: string | undefined; junit?: string | undefined };
};

/** @returns a text when it asks for help, or says what is wrong */
export function readOptions(args: string[]): Options | { help: string } | { wrong: string } {
  try {
    return read(args);
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function read(args: string[]): Options | { help: string } {
  const { values } = parseArgs({
    args,
    options: {
      url: text,
      profile: { ...text, default: "starter" },
      path: text,
      cookie: text,
      "second-cookie": text,
      header: texts,
      "second-header": texts,
      model: text,
      "dearer-model": text,
      "max-requests": { ...text, default: "150" },
      "max-usd": { ...text, default: "1.00" },
      "provider-bill": text,
      "ceiling-usd": text,
      only: text,
      json: flag,
      html: text,
      sarif: text,
      junit: text,
      help: flag,
    },
  });
  if (values.help) return { help: HELP };
  const { url, cookie, path, model, html, sarif, junit, json } = values;
  if (!url || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new Error(`--url is missing, or no http address.\n\n${HELP}`);
  if (values.only === "money" && values["provider-bill"] === undefined)
    throw new Error("--only money needs --provider-bill and --ceiling-usd");
  if (path !== undefined && !path.startsWith("/")) throw new Error("--path begins with a slash");
  return {
    target: {
      url,
      profile: oneOf(PROFILES, values.profile, "--profile") satisfies ProfileName,
      path,
      cookie,
      secondCookie: values["second-cookie"],
      headers: headersOf(values.header),
      secondHeaders: headersOf(values["second-header"]),
      model,
      dearerModel: values["dearer-model"],
      maxRequests: amount(values["max-requests"], "--max-requests is a whole number"),
      maxUsd: amount(values["max-usd"], "--max-usd is an amount in US dollars, 0 for none"),
    },
    money: moneyOf(values["provider-bill"], values["ceiling-usd"]),
    only: values.only === undefined ? undefined : oneOf(AREAS, values.only, "--only"),
    json,
    files: { html, sarif, junit },
  };
}

function moneyOf(billUrl: string | undefined, ceiling: string | undefined): MoneyPlace | undefined {
  if (billUrl === undefined && ceiling === undefined) return undefined;
  if (billUrl === undefined || !URL.canParse(billUrl)) throw new Error("--provider-bill is the address of a bill");
  const usd = amount(ceiling ?? "", "--ceiling-usd is what the first user may spend, in US dollars");
  return { billUrl, ceilingMicroUsd: Math.round(usd * 1_000_000) };
}

function oneOf<T extends string>(allowed: readonly T[], value: string, option: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`${option} is one of ${allowed.join(", ")}`);
  return found;
}

function amount(value: string, complaint: string): number {
  if (value.trim() === "" || !(Number(value) >= 0)) throw new Error(complaint);
  return Number(value);
}

function headersOf(lines: string[] = []): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.+)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`--header is 'name: value', not ${line}`);
      return [name, value];
    }),
  );
}
