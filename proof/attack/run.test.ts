/** What the runner makes of a target that does not last: whoever has ended refuses everything, and is not praised for it. */
import { createServer } from "node:http";

import { expect, it, onTestFinished } from "vitest";

import { memberCookie } from "../../tests/support/session.ts";
import { startBare, startUsual } from "./bare-servers.ts";
import { onLoopback } from "./loopback.ts";
import { runAttacks } from "./run.ts";

it("tells that a target ended, and takes nothing for held from then on", async () => {
  const server = createServer((_, response) => void response.end("Hello"));
  const { origin, stop } = await onLoopback(server);
  onTestFinished(stop);
  server.on("clientError", () => void stop());
  const report = await runAttacks({ url: origin, only: ({ area }) => area === "http" });
  const ended = report?.results.filter(({ held }) => held === false).map(({ detail }) => detail);
  expect(ended).toEqual(["nobody answers at this address any more: the server ended, or shut everybody out"]);
  expect(report?.passed).toBeLessThan(10);
  expect(report?.notApplicable).toBeGreaterThan(20);
});

/** A reply to whatever comes. */
const CHAT = `data: ${JSON.stringify({ type: "text-delta", id: "1", delta: "Hi" })}\n\ndata: [DONE]\n\n`;

it.each([
  [
    "keeps what finding a limit takes, whatever was sent before",
    1,
    { held: false, detail: "no limit was seen within 75 requests" },
  ],
  ["calls no limit missing that it had no money to look for", 0.0036, { held: null }],
])("%s", async (_, maxUsd, expected) => {
  const server = createServer((request, response) => void request.resume().once("end", () => response.end(CHAT)));
  const { origin, stop } = await onLoopback(server);
  onTestFinished(stop);
  const chosen = ["bodies-oversized", "bodies-over-ten-mib", "limits-burst"];
  const report = await runAttacks({ url: origin, profile: "use-chat", maxUsd, only: ({ id }) => chosen.includes(id) });
  expect(report?.results.find(({ id }) => id === "limits-burst")).toMatchObject(expected);
});

it("calls no limit missing where a proxy says that nobody is behind it", async () => {
  let answered = 0;
  const server = createServer((request, response) => {
    answered += 1;
    const isDown = answered > 4;
    request.resume().once("end", () => response.writeHead(isDown ? 502 : 200).end(isDown ? "" : CHAT));
  });
  const { origin, stop } = await onLoopback(server);
  onTestFinished(stop);
  const report = await runAttacks({ url: origin, profile: "use-chat", only: ({ id }) => id === "limits-burst" });
  expect(report?.results).toMatchObject([{ held: null, detail: "something else stood in the way: 502" }]);
});

it.each([
  ["no safeguard", startBare, ["session", "one-time token", "model allowlist"]],
  ["a session alone", startUsual, ["one-time token", "model allowlist"]],
])("names what a server with %s lacks, also where it is taken for the starter", async (_, start, lacks) => {
  const { origin, stop } = await start();
  onTestFinished(stop);
  const cookie = await memberCookie({ sub: crypto.randomUUID() });
  const chosen = /^(?:sessions-|tokens-|models-)/;
  const report = await runAttacks({ url: origin, cookie, only: ({ id }) => chosen.test(id) });
  expect(report?.profile).toBe("use-chat");
  expect(report?.missing.map(({ name }) => name)).toEqual(lacks);
  expect(report?.complaints).toEqual([expect.stringMatching(/^This is not the starter: .* --profile use-chat/)]);
});
