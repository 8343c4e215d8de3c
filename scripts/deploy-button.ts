/** `npx node scripts/deploy-button.ts`: writes the README's link to Vercel anew, after `repository` in package.json was changed. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { ROOT } from "../tests/support/app/build.ts";

/** What Vercel asks for before the first build: all that a start needs beside the store, and who may press pause. */
const ASKED_FOR = ["NEXTAUTH_SECRET", "OPENAI_API_KEY", "GITHUB_ID", "GITHUB_SECRET", "ADMIN_EMAILS"];
const EXPLANATION =
  "A random secret (openssl rand -base64 32), the key of a provider project with a hard limit, a GitHub OAuth app, and your own address.";
/** Vercel makes this database with the project and sets KV_REST_API_URL and KV_REST_API_TOKEN. */
const STORE = { type: "integration", protocol: "storage", integrationSlug: "upstash", productSlug: "upstash-kv" };

const README = join(ROOT, "README.md");
const LINK = /^\[deploy\]: .*$/m;
const packageSchema = z.looseObject({ name: z.string(), repository: z.url({ protocol: /^https$/ }) });

if (import.meta.main) {
  writeFileSync(
    README,
    readFileSync(README, "utf8").replace(LINK, () => `[deploy]: ${deployLink()}`),
  );
  console.log(deployLink());
}

export function deployLink(): string {
  const { name, repository } = packageSchema.parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
  const link = new URL("https://vercel.com/new/clone");
  link.search = new URLSearchParams({
    "repository-url": repository,
    "project-name": name,
    "repository-name": name,
    env: ASKED_FOR.join(","),
    envDescription: EXPLANATION,
    envLink: `${repository}/blob/main/docs/deploying.md`,
    products: JSON.stringify([STORE]),
  }).toString();
  return link.href;
}
