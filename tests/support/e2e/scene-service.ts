/** A service that has been in use for a month: a Redis with figures, a scripted provider, people who are signed in by their cookie. */
import type { Page } from "@playwright/test";
import { Redis } from "ioredis";

import { keys } from "../../../lib/store/keys.ts";
import type { App } from "../app/app.ts";
import type { RedisServer } from "../store/redis-server.ts";
import { type Member, memberCookie } from "../session.ts";
import { startOwnedApp } from "./owned-app.ts";

export const READER: Member = { sub: "github:7", name: "Ada" };

export type SceneService = {
  app: App;
  /** Opens a page as somebody who is signed in, with these chats in the browser. */
  enter: (page: Page, who: Member, chats: unknown[], path?: string) => Promise<void>;
  stop: () => Promise<void>;
};

export async function startSceneService(): Promise<SceneService> {
  const doors = {
    GITHUB_ID: "local-client",
    GITHUB_SECRET: "local-client-word",
    GOOGLE_ID: "local-client",
    GOOGLE_SECRET: "local-client-word",
  };
  // Numbers as a visitor meets them.
  const requests = { "5m": 200, "1h": 500, "1d": 2_000 };
  const steps = { tools: ["current_time", "my_limits"], maxSteps: 4, images: 2 };
  const models = { "gpt-6-luna": { tools: true, images: true, imageTokens: 2_000 } };
  const { app, redis, stop } = await startOwnedApp(doors, { models, plans: { member: { requests, ...steps } } });
  await fill(redis);
  const enter: SceneService["enter"] = async (page, who, chats, path = "/") => {
    const [name = "", value = ""] = (await memberCookie(who)).split("=");
    await page.context().addCookies([{ name, value, url: app.origin }]);
    const entries = chats.map((chat) => [`chat/${who.sub}/${(chat as { id: string }).id}`, JSON.stringify(chat)]);
    await page.addInitScript((stored) => {
      for (const [key, text] of stored) if (key && text) localStorage.setItem(key, text);
    }, entries);
    await page.goto(app.origin + path);
  };
  return { app, enter, stop };
}

const DAY_MS = 86_400_000;
/** Somebody has been granted something and has paid, and Ada has paid as well. */
const GRANTED: [string, string][] = [
  [
    keys.grant("google:1042"),
    `plan=admin day=1500000 until=${Date.UTC(2090, 0, 1)} note=a%20friend%20of%20the%20house`,
  ],
  [keys.credit("google:1042"), "4200000"],
  [keys.credit("github:7"), "1250000"],
  [keys.creditOutstanding, "5450000"],
];
const HISTORY = [
  { by: "machine", action: "credit", change: "5000000 micro-USD, pi_3QxExample" },
  {
    by: "github:1",
    action: "grant",
    change: '{"plan":"admin","budgetUsd":{"day":1.5},"note":"a friend of the house"}',
  },
  { by: "github:1", action: "sign-out" },
];

const WAVE = [0.31, 0.28, 0.44, 0.52, 0.61, 0.2, 0.12, 0.37, 0.66, 0.71, 0.58, 0.83, 0.25, 0.18];

/** Thirty days of spending, and a handful of people today. */
async function fill(redis: RedisServer): Promise<void> {
  const db = new Redis(redis.url);
  const pipeline = db.pipeline();
  for (let ago = 0; ago < 30; ago += 1)
    pipeline.hset(keys.serviceSpend, dayBefore(ago), Math.round((WAVE[ago % WAVE.length] ?? 0) * 1_000_000));
  pipeline.hset(keys.serviceSpend, dayBefore(0).slice(0, 7), 9_430_000);
  const today = dayBefore(0);
  ["github:7", "google:1042", "github:88", "google:3", "guest@203.0.113.9"].forEach((id, at) => {
    const used = 120_000 - at * 23_000;
    pipeline.zadd(keys.spenders(today), used, id).hset(keys.userSpend(id), today, used);
    const plan = id.startsWith("guest") ? "guest" : "member";
    const lastSeen = new Date(Date.now() - at * 2_000_000).toISOString();
    pipeline.hset(keys.accounts(today), id, `${60 - at * 11} ${lastSeen} ${plan}`);
  });
  for (const [key, value] of GRANTED) pipeline.set(key, value);
  HISTORY.forEach((entry, ago) => {
    const at = new Date(Date.now() - ago * DAY_MS).toISOString();
    pipeline.rpush(keys.audit, JSON.stringify({ at, about: "google:1042", ...entry }));
  });
  pipeline.hset(keys.statistics(today), {
    replies: 190,
    steps: 241,
    images: 17,
    "tool.current_time.calls": 38,
    "tool.current_time.failed": 1,
    "tool.current_time.ms": 92,
    "tool.my_limits.calls": 13,
    "tool.my_limits.failed": 0,
    "tool.my_limits.ms": 154,
    "ended.stop": 171,
    "ended.reader_left": 15,
    "ended.length": 4,
    "refused.rate_limited": 23,
    "refused.chat_token_invalid": 6,
    "refused.model_not_allowed": 2,
  });
  await pipeline.exec();
  db.disconnect();
}

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}
