/** What no program can see from here: the owner's account at the provider, and the callbacks at the sign-in providers. */
import type { Env } from "../../lib/env.ts";
import { type Finding, speaker } from "./finding.ts";

const { question } = speaker("checklist");

const BILLING = [
  [
    "Is the key from a project of its own that nothing else uses?",
    "Then its bill is this service's bill, and OPENAI_PROJECT_ID lets it be compared.",
  ],
  [
    "Has that project a hard spending limit, a little above service.budgetUsd.month?",
    "It is the last line: provider limits lag, ours does not depend on them.",
  ],
  ["Is auto-recharge off?", "It turns an empty balance into a new charge."],
  ["Is the prepaid balance low?", "What is not there cannot be spent, even by a stolen key."],
  ["Does the provider send you alerts by mail?", "They reach you when this service is down."],
  ["Is the card one with a low limit of its own?", "Balances can go negative."],
  [
    "Do the prices in lib/config.ts match the provider's page today?",
    "The ceiling is exact in these prices and in no others.",
  ],
] as const;

export function checklist(env: Env): Finding[] {
  return [...callbacks(env), ...BILLING.map(([title, why]) => question(title, why))];
}

function callbacks({ NEXTAUTH_URL, GITHUB_ID, GOOGLE_ID, OIDC_ID }: Env): Finding[] {
  const base = NEXTAUTH_URL?.replace(/\/$/, "") ?? "<your address>";
  const providers = [
    GITHUB_ID && ["GitHub", "github"],
    GOOGLE_ID && ["Google", "google"],
    OIDC_ID && ["your OpenID issuer", "oidc"],
  ];
  return providers.flatMap((one) =>
    one ? [question(`Is this callback registered at ${one[0]}? ${base}/api/auth/callback/${one[1]}`)] : [],
  );
}
