/** A deployment seen from outside, as a stranger sees it: alive, with its headers, and closed to whoever has no session. */
import { checkAddress } from "./address.ts";
import type { Ask } from "./ask.ts";
import { isLoopback } from "./configuration.ts";
import { checkDoors } from "./doors.ts";
import { type Finding, speaker } from "./finding.ts";
import { checkPage } from "./page.ts";

const { good, bad, unclear } = speaker("deployment");

const DEADLINE_MS = 15_000;

/** What is known here of the deployment. */
type Known = {
  /** What must not be in its page. */
  secrets: [name: string, value: string][];
  /** NEXTAUTH_URL. */
  configured: string | undefined;
};

export async function checkDeployment(url: URL, { secrets, configured }: Known): Promise<Finding[]> {
  const ask: Ask = (path, init) =>
    fetch(new URL(path, url), { redirect: "manual", ...init, signal: AbortSignal.timeout(DEADLINE_MS) });
  const encrypted =
    url.protocol === "https:" || isLoopback(url.href)
      ? []
      : [bad("The address is not encrypted.", "Serve it over https.")];
  try {
    const health = await checkHealth(ask);
    const address = await orUnclear("Where its sign-ins lead back to", checkAddress(ask, url, configured));
    const doors = await orUnclear("Whether its doors are shut", checkDoors(ask, url.origin));
    const page = await orUnclear("What is in its page", checkPage(ask, url, secrets));
    return [...encrypted, health, ...address, ...doors, ...page];
  } catch (error) {
    return [...encrypted, unclear(`${url.origin} did not answer (${nameOf(error)}).`)];
  }
}

async function orUnclear(what: string, work: Promise<Finding[]>): Promise<Finding[]> {
  return work.catch((error: unknown) => [unclear(`${what}: it stopped answering (${nameOf(error)}).`)]);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "no reason";
}

async function checkHealth(ask: Ask): Promise<Finding> {
  const response = await ask("/api/health");
  const body = (await response.text()).trim();
  if (response.status === 200 && body === '{"status":"ok"}') return good("/api/health says ok: the store answers.");
  if (response.status === 503) return bad("/api/health says 503: the store does not answer.");
  return bad(`/api/health answered ${response.status}, and not as this service does.`, "Is this the right address?");
}
