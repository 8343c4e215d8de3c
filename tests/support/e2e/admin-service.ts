/** A service with an owner: real sign-in, a real Redis, a scripted provider, and people to sign in. */
import { expect, type Locator, type Page } from "@playwright/test";
import { Redis } from "ioredis";

import type { App } from "../app/app.ts";
import type { InstanceEnv } from "../app/instance.ts";
import { type Issuer, type OidcUser, startIssuer } from "../sign-in/oidc.ts";
import type { RedisServer } from "../store/redis-server.ts";
import { startOwnedApp } from "./owned-app.ts";

export const OWNER: OidcUser = { sub: "owner", name: "Olive Owner", email: "owner@example.com", email_verified: true };

export type OwnedService = {
  app: App;
  /** The store's own memory, to fill with more than a test could chat. */
  db: Redis;
  redis: RedisServer;
  /** Through the issuer and back, wherever that leads. */
  knock: (page: Page, user: OidcUser) => Promise<void>;
  /** Through the issuer, as far as the chat. */
  signIn: (page: Page, user: OidcUser) => Promise<void>;
  stop: () => Promise<void>;
};

export async function startOwnedService(env: InstanceEnv = {}): Promise<OwnedService> {
  const issuer = await startIssuer(OWNER);
  // A busy machine must not look like a store that is away.
  const owned = await startOwnedApp({ ...oidc(issuer), ...env }, { limits: { storeMilliseconds: 3_000 } });
  const { app, redis } = owned;
  const db = new Redis(redis.url);
  const knock = async (page: Page, user: OidcUser) => {
    issuer.setUser(user);
    await page.goto(`${app.origin}/sign-in`);
    await page.getByRole("button", { name: "Continue with Single sign-on" }).click();
  };
  const signIn = async (page: Page, user: OidcUser) => {
    await knock(page, user);
    await expect(page.getByRole("heading", { name: `Hello, ${user.name}` })).toBeVisible();
  };
  const stop = async () => {
    db.disconnect();
    await owned.stop();
    await issuer.stop();
  };
  return { app, db, redis, knock, signIn, stop };
}

function oidc({ url }: Issuer): InstanceEnv {
  return { OIDC_ISSUER: url, OIDC_ID: "local-client", OIDC_SECRET: "local-client-word" };
}

/** The way an owner goes: sign in, account menu, owner's page. */
export async function openAdmin(page: Page, service: OwnedService): Promise<void> {
  await service.signIn(page, OWNER);
  await page.getByRole("button", { name: `Account: ${OWNER.name}` }).click();
  await page.getByRole("link", { name: "Owner’s page" }).click();
  await expect(page.getByRole("heading", { name: "Owner’s page" })).toBeVisible();
}

export async function refresh(page: Page): Promise<void> {
  const clock = page.getByRole("banner").getByRole("time");
  const before = (await clock.getAttribute("datetime")) ?? "";
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(clock).not.toHaveAttribute("datetime", before);
}

/** The part of the page with this heading. */
export function part(page: Page, title: string): Locator {
  return page.getByRole("main").getByRole("region", { name: title, exact: true });
}

export function userRow(page: Page, id: string): Locator {
  return part(page, "Who used it today")
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: id }) });
}
