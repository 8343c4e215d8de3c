/** The failures as SARIF 2.1.0, with what GitHub's code scanning asks for beyond the standard: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support */
import { createHash } from "node:crypto";

import { ATTACKS } from "./catalogue.ts";
import type { Report, Result } from "./report.ts";
import { safeguardOf } from "./safeguards.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

export function sarif({ url, results, missing }: Report): string {
  const failures = results.filter(({ held }) => held === false);
  const absent = new Set(missing.map(({ name }) => name));
  const rules = failures.map(ruleOf);
  return JSON.stringify(
    {
      $schema: SCHEMA,
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "Guarded Chat attack suite", rules } },
          results: failures.map((failure, ruleIndex) => ({
            ruleId: failure.id,
            ruleIndex,
            level: "error",
            message: { text: messageOf(failure, { url, isMissing: absent.has(safeguardOf(failure.id).name) }) },
            locations: [locationOf(failure)],
            partialFingerprints: { primaryLocationLineHash: fingerprint(failure.id) },
          })),
        },
      ],
    },
    null,
    2,
  );
}

function ruleOf({ id, area, title }: Result) {
  const { name, means } = safeguardOf(id);
  const why = ATTACKS.find((attack) => attack.id === id)?.why ?? means;
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${name}: ${means}` },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["security", area], "security-severity": "7.0" },
  };
}

function messageOf({ title, detail, id }: Result, { url, isMissing }: { url: string; isMissing: boolean }): string {
  const { name, means } = safeguardOf(id);
  return `${title}: it did not hold at ${url} (${detail}). ${isMissing ? "Missing" : "Failing"}: ${name}. ${means}`;
}

/** A deployment has no lines: the file that shows how the safeguard is done stands for them, since a result without a file is refused. */
function locationOf({ id }: Result) {
  const uri = safeguardOf(id).see;
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } };
}

/** The same failure in two runs is one alert. */
function fingerprint(id: string): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 32);
}
