/** Money attacks in a report: what the provider billed decides, and who cannot be asked at all is not judged. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { afterAll, beforeAll, expect, it } from "vitest";

import { moneyResults } from "./money-results.ts";
import { type MoneyProvider, PROVIDER_KEY, startMoneyProvider } from "./money-provider.ts";

const QUICK = ["money-one-by-one", "money-dearer-model"];

let provider: MoneyProvider;
beforeAll(async () => void (provider = await startMoneyProvider()));
afterAll(() => provider.stop());

/** A target that hands every question to the provider, or answers by itself. */
async function startTarget(passesOn: boolean) {
  const server = createServer((request, response) => void answer(request, response, passesOn)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, stop: () => void (server.closeAllConnections(), server.close()) };
}

async function answer(request: IncomingMessage, response: ServerResponse, passesOn: boolean): Promise<void> {
  const body = await buffer(request);
  if (!passesOn) return void response.end("hello");
  const headers = { authorization: `Bearer ${PROVIDER_KEY}`, "content-type": "application/json" };
  const reply = await fetch(`${provider.url}/chat/completions`, { method: "POST", headers, body });
  response.writeHead(reply.status).end(await reply.text());
}

async function heldBy(passesOn: boolean, ceilingMicroUsd: number): Promise<(boolean | null)[]> {
  const { url, stop } = await startTarget(passesOn);
  const place = { billUrl: provider.billUrl, ceilingMicroUsd, only: ({ id }: { id: string }) => QUICK.includes(id) };
  const results = await moneyResults({ url, profile: "openai", headers: { authorization: "Bearer k" } }, place);
  stop();
  return results.map(({ held }) => held);
}

it("judges by the bill, whatever the target answers", async () => {
  const held = await heldBy(true, 100_000);
  // 40 long answers are below the ceiling, 20 of a dearer model are not, and nobody stops anything.
  expect(held).toEqual([true, false]);
});

it("judges nobody whose honest question never reaches the provider", async () => {
  expect(new Set(await heldBy(false, 5_000))).toEqual(new Set([null]));
});
