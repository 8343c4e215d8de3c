/** npm run reconcile [-- --json]: the provider's bill against the ledger, as GET /api/cron/reconcile does it. */
import { parseArgs } from "node:util";

import { fetchCostsPage } from "../lib/chat/provider/openai-account.ts";
import { env } from "../lib/env.ts";
import { onAlert } from "../lib/events.ts";
import { announce } from "../lib/operate/announce.ts";
import type { DayDrift } from "../lib/operate/drift.ts";
import { reconcile } from "../lib/operate/reconcile.ts";
import { withStore } from "./with-store.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });

await withStore(async () => {
  if (!env().OPENAI_ADMIN_KEY) throw new Error("OPENAI_ADMIN_KEY is missing: an admin key that may read usage.");
  const alerts: Promise<void>[] = [];
  onAlert((alert) => void alerts.push(announce(alert)));
  const days = await reconcile(fetchCostsPage);
  console.log(values.json ? JSON.stringify({ days }) : table(days));
  await Promise.all(alerts);
});

function table(days: DayDrift[]): string {
  const busy = days.filter(({ providerMicroUsd, ledgerMicroUsd }) => providerMicroUsd !== 0 || ledgerMicroUsd !== 0);
  if (busy.length === 0) return `Nothing was billed and nothing was spent in the last ${days.length} days.`;
  const rows = busy.map(({ day, providerMicroUsd, ledgerMicroUsd, driftMicroUsd }) =>
    [day, usd(providerMicroUsd), usd(ledgerMicroUsd), usd(driftMicroUsd)].map((cell) => cell.padStart(12)).join(" "),
  );
  const heading = ["day", "provider $", "ledger $", "drift $"].map((cell) => cell.padStart(12)).join(" ");
  return [heading, ...rows].join("\n");
}

function usd(microUsd: number): string {
  return (microUsd / 1_000_000).toFixed(6);
}
