/** Every state that a visitor can meet, by name: each is brought about on a running service, to be looked at and to be checked. */
import { expect, type Page } from "@playwright/test";

import { FAILURE_STATES, type FailureCode } from "../../components/chat/failure-states.ts";
import { accountPage } from "../../components/admin/account-path.ts";
import { credit, grant, user } from "../../components/admin/strings.ts";
import { endings } from "../../components/strings/answer.ts";
import { failures } from "../../components/strings/failures.ts";
import { Refusal, type RefusalCode, toProblem } from "../../lib/errors.ts";
import { ask, send } from "../../tests/support/e2e/fixtures.ts";
import { ANSWER, CHATS } from "../../tests/support/e2e/scene-texts.ts";
import { READER, type SceneService } from "../../tests/support/e2e/scene-service.ts";
import { OWNER, RIGHT_TO_LEFT, type Scene } from "./scene-parts.ts";
import { PICTURE_SCENES } from "./picture-scenes.ts";
import { TOOL_SCENES } from "./tool-scenes.ts";

const chatAs = async (page: Page, service: SceneService, chats: unknown[] = []) => {
  await service.enter(page, READER, chats);
  await expect(page.getByRole("textbox", { name: "Message" })).toBeEditable();
};

const answered = async (page: Page, service: SceneService, text = ANSWER) => {
  service.app.provider.behave({ kind: "answer", text });
  await chatAs(page, service, CHATS);
  await ask(page, "How do three ways to make coffee compare?");
};

const pages: Scene[] = [
  { name: "landing", play: async (page, { app }) => void (await page.goto(app.origin)) },
  { name: "sign-in", play: async (page, { app }) => void (await page.goto(`${app.origin}/sign-in`)) },
  {
    name: "sign-in-failed",
    play: async (page, { app }) => void (await page.goto(`${app.origin}/sign-in?error=AccessDenied`)),
  },
  { name: "not-found", play: async (page, { app }) => void (await page.goto(`${app.origin}/nowhere`)) },
  { name: "owner", play: async (page, service) => service.enter(page, OWNER, [], "/admin") },
  { name: "owner-user", play: async (page, service) => service.enter(page, OWNER, [], accountPage("google:1042")) },
  {
    name: "owner-user-unknown",
    play: async (page, service) => service.enter(page, OWNER, [], accountPage("github:nobody-known")),
  },
  {
    name: "owner-user-wrong",
    play: async (page, service) => {
      await service.enter(page, OWNER, [], accountPage("google:1042"));
      await expect(async () => {
        await page.getByRole("textbox", { name: grant.day }).fill("much");
        await page.getByRole("button", { name: grant.save }).click();
        await expect(page.getByRole("alert").filter({ hasText: grant.wrong.day })).toBeVisible({ timeout: 250 });
      }).toPass();
      await page.getByRole("button", { name: credit.add }).click();
      await expect(page.getByRole("alert").filter({ hasText: credit.notAnAmount })).toBeVisible();
    },
  },
  {
    name: "owner-user-sign-out",
    play: async (page, service) => {
      await service.enter(page, OWNER, [], accountPage("google:1042"));
      await expect(async () => {
        await page.getByRole("button", { name: user.signOut }).click();
        await expect(page.getByRole("dialog")).toBeVisible({ timeout: 250 });
      }).toPass();
    },
  },
];

const chats: Scene[] = [
  { name: "chat-empty", play: async (page, service) => chatAs(page, service) },
  { name: "chat-answered", play: async (page, service) => answered(page, service) },
  {
    name: "chat-writing",
    play: async (page, service) => {
      service.app.provider.behave({ kind: "stall", afterWords: 60, words: ANSWER.split(/(?<= )/) });
      await chatAs(page, service, CHATS);
      await send(page, "How do three ways to make coffee compare?");
      await expect(page.getByRole("log")).toContainText("Filter");
    },
  },
  {
    name: "chat-stopped",
    play: async (page, service) => {
      service.app.provider.behave({ kind: "stall", afterWords: 12, words: ANSWER.split(/(?<= )/) });
      await chatAs(page, service);
      await send(page, "How do three ways to make coffee compare?");
      await expect(page.getByRole("log")).toContainText("coffee");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("log")).toContainText("You stopped this answer");
    },
  },
  { name: "chat-right-to-left", play: async (page, service) => answered(page, service, RIGHT_TO_LEFT) },
  {
    name: "chat-editing",
    play: async (page, service) => {
      await answered(page, service);
      await page.getByRole("button", { name: "Edit message" }).click();
    },
  },
];

/** How an answer can end without being complete: what the provider sends, and what the page then says. */
const ENDINGS: Record<string, { chunks: Record<string, unknown>[]; says: string }> = {
  "cut-at-its-length": { chunks: [delta(ANSWER.slice(0, 220)), end("incomplete", 60)], says: endings.length.withWords },
  "all-spent-on-thinking": { chunks: [end("incomplete", 512)], says: endings.length.withoutWords },
  filtered: {
    chunks: [delta("I can say that"), end("incomplete", 4, { incomplete_details: { reason: "content_filter" } })],
    says: endings["content-filter"].withWords,
  },
  "held-back": {
    chunks: [end("incomplete", 4, { incomplete_details: { reason: "content_filter" } })],
    says: endings["content-filter"].withoutWords,
  },
  empty: { chunks: [end("completed", 9)], says: endings.empty.withoutWords },
};

function delta(text: string): Record<string, unknown> {
  return { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: text };
}

function end(status: string, output: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: `response.${status}`, response: { usage: { input_tokens: 32, output_tokens: output }, ...more } };
}

const endingScenes: Scene[] = Object.entries(ENDINGS).map(([name, { chunks, says }]) => ({
  name: `ending-${name}`,
  play: async (page, service) => {
    service.app.provider.behave({
      kind: "raw",
      chunks: chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
    });
    await chatAs(page, service);
    await send(page, "How do three ways to make coffee compare?");
    await expect(page.getByRole("log")).toContainText(says);
  },
}));

const interrupted: Scene = {
  name: "ending-interrupted",
  play: async (page, service) => {
    service.app.provider.behave({ kind: "stall", afterWords: 12, words: ANSWER.split(/(?<= )/) });
    await chatAs(page, service);
    await send(page, "How do three ways to make coffee compare?");
    await expect(page.getByRole("log")).toContainText("coffee");
    await page.reload();
    await expect(page.getByRole("log")).toContainText(endings.interrupted.withWords);
    await expect(page.getByRole("button", { name: "Ask again" })).toBeVisible();
  },
};

/** Opens the list where it is a drawer; where it is a column it is there already. */
export async function openHistory(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Your chats", exact: true });
  if (await button.isVisible()) await button.click();
}

const panels: Scene[] = [
  {
    name: "history",
    play: async (page, service) => {
      await chatAs(page, service, CHATS);
      await openHistory(page);
      await page.getByRole("button", { name: /^Actions for Tea/ }).click();
    },
  },
  {
    name: "history-clear",
    play: async (page, service) => {
      await chatAs(page, service, CHATS);
      await openHistory(page);
      await page.getByText("All chats", { exact: true }).filter({ visible: true }).click();
      await page.getByRole("button", { name: "Delete all chats" }).click();
    },
  },
  {
    name: "limits",
    play: async (page, service) => {
      await answered(page, service);
      await page.getByRole("button", { name: /left$/ }).click();
    },
  },
  {
    name: "account",
    play: async (page, service) => {
      await chatAs(page, service);
      await page.getByRole("button", { name: /^Account/ }).click();
    },
  },
  {
    name: "shortcuts",
    play: async (page, service) => {
      await chatAs(page, service);
      await page.keyboard.press("Control+/");
      await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    },
  },
];

/** Refused by the network's answer: what brings each refusal about for real has tests of its own. */
const refused: Scene[] = (Object.keys(FAILURE_STATES) as FailureCode[]).map((code) => ({
  name: `refused-${code.replaceAll("_", "-")}`,
  play: async (page, service) => {
    await chatAs(page, service);
    await bringAbout(page, code);
    await send(page, "One more question");
    await expect(page.getByRole("alert").filter({ hasText: failures[code].title })).toBeVisible();
  },
}));

export const SCENES: Scene[] = [
  ...pages,
  ...chats,
  ...TOOL_SCENES,
  ...PICTURE_SCENES,
  ...endingScenes,
  interrupted,
  ...panels,
  ...refused,
];

const WAITS: Partial<Record<RefusalCode, number>> = {
  rate_limited: 272_000,
  parallel_limit: 5_000,
  budget_exhausted: 30 * 3_600_000,
  service_budget_exhausted: 9 * 86_400_000,
};

async function bringAbout(page: Page, code: FailureCode): Promise<void> {
  if (code === "offline") return page.context().setOffline(true);
  await page.route("**/api/chat", async (route) => {
    if (code === "network") return route.abort("connectionreset");
    if (code === "unexpected") return route.fulfill({ status: 500, body: "<h1>A gateway</h1>" });
    const known = code === "sending_too_fast" || code === "page_outdated" ? "parallel_limit" : code;
    const wait = WAITS[known];
    const refusal = new Refusal(known, wait === undefined ? {} : { resetAtMs: Date.now() + wait });
    const problem = { ...toProblem(refusal, crypto.randomUUID(), Date.now()), code };
    await route.fulfill({ status: problem.status, contentType: "application/problem+json", json: problem });
  });
}
