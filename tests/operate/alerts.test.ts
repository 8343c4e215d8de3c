import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import type { AlertEvent } from "../../lib/events.ts";
import { freshEnvironment } from "../support/fresh.ts";

const SECRET = "local-test-webhook-secret";
type Received = { path: string | undefined; body: string; signature: string | undefined };

let server: Server;
let received: Received[] = [];
let answers: number[] = [];
let stop = () => {};

beforeAll(async () => {
  server = createServer((request, response) => {
    void receive(request).then(() => response.writeHead(answers.shift() ?? 200, { location: "/elsewhere" }).end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

async function receive(request: IncomingMessage): Promise<void> {
  received.push({
    path: request.url,
    body: await text(request),
    signature: request.headers["x-alert-signature"]?.toString(),
  });
}

afterEach(() => stop());
afterAll(() => void server.close());

const crossing = {
  event: "budget_threshold",
  scope: "user",
  window: "day",
  percent: 80,
  usedMicroUsd: 200_000,
  limitMicroUsd: 250_000,
  account: "oidc:ada",
  period: "2026-11-23",
} as const;

/** Starts the delivery anew and lets one alert happen. */
async function happen(alert: AlertEvent): Promise<void> {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  freshEnvironment({ ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/hook`, ALERT_WEBHOOK_SECRET: SECRET });
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const { startAlerts } = await import("../../lib/operate/alerts.ts");
  const { publishAlert } = await import("../../lib/events.ts");
  stop = startAlerts();
  publishAlert(alert);
}

beforeEach(() => {
  received = [];
  answers = [];
});

describe("an alert", () => {
  it("is posted once, readable and signed", async () => {
    await happen(crossing);
    await expect.poll(() => received).toHaveLength(1);
    const { body = "", signature } = received[0] ?? {};
    expect(signature).toBe(`sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`);
    expect(JSON.parse(body)).toEqual({
      text: "User oidc:ada has reached 80 % of the budget for this day: $0.2000 of $0.2500.",
      event: "budget_threshold",
      scope: "user",
      window: "day",
      percent: 80,
      usedMicroUsd: 200_000,
      limitMicroUsd: 250_000,
      id: "budget_threshold:user:oidc:ada:day:2026-11-23:80",
    });
  });

  it("names the provider that it is about, and tells two of one moment apart", async () => {
    await happen({ event: "provider_failing", provider: "openrouter", reason: "Half of them failed." });
    await expect.poll(() => received).toHaveLength(1);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
      text: "The provider fails. Provider openrouter. Half of them failed.",
      id: expect.stringMatching(/^provider_failing:openrouter:2/) as string,
    });
  });

  it.each([301, 302, 303, 307, 308])(
    "is posted again to the same address, and nowhere else, after a %i",
    async (status) => {
      answers = [status];
      await happen(crossing);
      await expect.poll(() => received.length, { timeout: 3_000 }).toBe(2);
      expect(received.map(({ path }) => path)).toEqual(["/hook", "/hook"]);
    },
  );

  it("is posted again when the receiver fails, and then no more", async () => {
    answers = [500];
    await happen({ event: "paused", reason: "Bill looks odd." });
    await expect.poll(() => received.length, { timeout: 3_000 }).toBe(2);
    expect(received[0]?.body).toBe(received[1]?.body);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
      event: "paused",
      scope: "service",
      text: "The service is paused. Bill looks odd.",
    });
  });
});
