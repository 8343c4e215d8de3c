/** Bodies that are too large are refused while they arrive, and cost next to no memory, whatever the address. */
import { readFile } from "node:fs/promises";

import { afterAll, beforeAll, expect, it } from "vitest";

import { config } from "../support/config.ts";
import { parseAnswer } from "../support/app/http-answer.ts";
import { converse, speak } from "../support/app/http.ts";
import { type App, startApp } from "../support/app/app.ts";

const AT_ONCE_MS = 2_000;
const MOST_GROWTH_BYTES = 100 * 1024 * 1024;
const chunk = `${(64_000).toString(16)}\r\n${"x".repeat(64_000)}\r\n`;
const chunks = (bytes: number) => Array<string>(Math.ceil(bytes / 64_000)).fill(chunk);

let app: App;
let url: URL;

beforeAll(async () => {
  app = await startApp({ env: { GUEST_ACCESS: "1" } });
  url = new URL(app.origin);
});
afterAll(() => app.stop());

const head = (path: string, length: string) =>
  `POST ${path} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;
const code = ({ body }: { body: string }) => (JSON.parse(body) as { code: string }).code;

const PATHS = ["/api/chat", "/api/token", "/api/auth/callback/guest", "/api/nothing", "/", "/_next/static/x.js"];

it.each(PATHS)("%s refuses an announced excess before a byte of it has come", async (path) => {
  const answer = await speak(url, [head(path, `Content-Length: ${config.limits.bodyBytes + 1}`)], {
    method: "POST",
    deadlineMs: AT_ONCE_MS,
  });
  expect([answer.status, code(answer), answer.ended]).toEqual([413, "body_too_large", "whole"]);
});

it.each(PATHS)("%s cuts chunks without end at the bound", async (path) => {
  const pieces = [head(path, "Transfer-Encoding: chunked"), ...chunks(64_000_000)];
  const line = converse(url, pieces);
  await line.until((received) => parseAnswer(received, { method: "POST", over: false }) !== null, AT_ONCE_MS);
  expect(line.received()).toContain(" 413 ");
  line.leave();
  expect(line.taken()).toBeLessThan(32_000_000);
});

it("takes less for a form of the sign-in than for a conversation", async () => {
  const length = "Content-Length: 20000";
  const answer = await speak(url, [head("/api/auth/callback/guest", length)], { deadlineMs: AT_ONCE_MS });
  expect([answer.status, code(answer)]).toEqual([413, "body_too_large"]);
});

it.each(["announced", "in chunks"])(
  "sixty strangers who send nine million bytes each, %s, cost little memory",
  async (how) => {
    const before = await residentBytes();
    const length = how === "announced" ? "Content-Length: 9000000" : "Transfer-Encoding: chunked";
    const pieces = [head("/api/chat", length), ...chunks(9_000_000)];
    let most = before;
    const watching = setInterval(() => void residentBytes().then((now) => (most = Math.max(most, now))), 50);
    const answers = await Promise.all(Array.from({ length: 60 }, () => speak(url, pieces, { method: "POST" })));
    clearInterval(watching);
    most = Math.max(most, await residentBytes());
    console.info(`from ${Math.round(before / 1e6)} to at most ${Math.round(most / 1e6)} MB`);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 413));
    expect(most - before).toBeLessThan(MOST_GROWTH_BYTES);
  },
);

it("prints nothing but the lines of its refusals", async () => {
  const lines = app.instance
    .output()
    .split("\n")
    .filter((line) => line.includes("Error") || line.includes(" at "));
  expect(lines).toEqual([]);
  const refusals = () => app.instance.output().match(/"code":"body_too_large"/g)?.length;
  await expect.poll(refusals).toBe(2 * PATHS.length + 1 + 2 * 60);
});

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${app.instance.pid}/status`, "utf8");
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}
