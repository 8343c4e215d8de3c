/** The states of an answer that calls tools: drawn from a kept chat, and from streams of our own protocol. */
import { expect, type Page } from "@playwright/test";

import { endings, tools } from "../../components/strings/answer.ts";
import { conversation } from "../../components/strings/chat.ts";
import { Refusal, toProblem } from "../../lib/errors.ts";
import { send } from "../../tests/support/e2e/fixtures.ts";
import { READER, type SceneService } from "../../tests/support/e2e/scene-service.ts";
import type { Scene } from "./scene-parts.ts";

const looked = (after: number, at: number, timezone: string, time: string) => ({
  after,
  id: `call-${at}`,
  name: "current_time",
  input: { timezone },
  output: { time, timezone, weekday: "Saturday" },
  ms: 3 + at,
});
const LOOK = "I look at two clocks, and at what you have left.";

/** An answer with calls of tools: done, failed and cut off. */
const CALLS_CHAT = {
  id: "calls",
  updatedAt: Date.now(),
  messages: [
    { id: "calls-1", role: "user", text: "What time is it in Tokyo and in Paris, and how much have I left?" },
    {
      id: "calls-2",
      role: "assistant",
      text: `${LOOK}\n\nIt is **21:20** in Tokyo and **13:20** in Paris. What you have left could not be looked up.`,
      calls: [
        looked(LOOK.length, 1, "Asia/Tokyo", "21:20"),
        looked(LOOK.length, 2, "Europe/Paris", "13:20"),
        { after: LOOK.length, id: "call-3", name: "my_limits", input: {}, error: "It took too long.", ms: 5_003 },
      ],
    },
  ],
};

const clock = tools.names["current_time"] ?? "";

const calls: Scene = {
  name: "chat-calls",
  play: async (page, service) => {
    await service.enter(page, READER, [CALLS_CHAT], "/#calls");
    const line = page.getByRole("button", { name: tools.done(clock) }).first();
    await line.click();
    await expect(line).toHaveAttribute("aria-expanded", "true");
    await expect(page.getByText("Asia/Tokyo").first()).toBeVisible();
  },
};

const CALL = [
  { type: "start", messageId: "a" },
  { type: "start-step" },
  { type: "tool-input-available", toolCallId: "call-1", toolName: "current_time", input: {} },
  { type: "tool-output-available", toolCallId: "call-1", output: { utc: "2026-11-28T12:00:00Z" } },
  { type: "finish-step" },
];
const refusal = toProblem(new Refusal("budget_exhausted", { resetAtMs: Date.now() + 30 * 3_600_000 }), "request-1");

/** How an answer with calls can end without being complete. */
const ENDINGS: Record<string, { last: object; says: string }> = {
  "steps-used-up": { last: { type: "finish", finishReason: "tool-calls" }, says: endings["tool-calls"].withoutWords },
  "no-room-for-a-step": {
    last: { type: "error", errorText: JSON.stringify(refusal) },
    says: endings.budget_exhausted.withoutWords,
  },
};

const ended: Scene[] = Object.entries(ENDINGS).map(([name, { last, says }]) => ({
  name: `ending-${name}`,
  play: async (page, service) => {
    await streamed(page, service, [...CALL, last]);
    await expect(page.getByRole("log")).toContainText(says);
  },
}));

async function streamed(page: Page, service: SceneService, chunks: object[]): Promise<void> {
  await service.enter(page, READER, []);
  const events = [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"];
  const body = events.map((event) => `data: ${event}\n\n`).join("");
  await page.route("**/api/chat", (route) => route.fulfill({ contentType: "text/event-stream", body }));
  await send(page, "What time is it?");
}

/** The tool has answered, and the model thinks about it. */
const waiting: Scene = {
  name: "chat-calls-waiting",
  play: async (page, service) => {
    const call = { name: "current_time", input: "{}" };
    service.app.provider.behave(
      { kind: "answer", text: "Let me look.", calls: [call] },
      { kind: "stall", afterWords: 0 },
    );
    await service.enter(page, READER, []);
    await send(page, "What time is it?");
    await expect(page.getByRole("button", { name: tools.done(clock) })).toBeVisible();
    await expect(page.getByText(conversation.thinking)).toBeAttached();
  },
};

export const TOOL_SCENES: Scene[] = [calls, waiting, ...ended];
