/** Who is compared: how each is started, who its users are, and where its published behaviour is read. */
import { chatSpender, openaiSpender, type Spender } from "../attack/money-client.ts";
import { PROVIDER_KEY } from "../attack/money-provider.ts";
import type { TargetOptions } from "../attack/target.ts";
import { memberCookie } from "../../tests/support/session.ts";
import { type About, ABOUT } from "./about.ts";
import { ceilingAlone, roomForAll, startOurs } from "./ours.ts";
import { type Installed, portkeyHeaders, startPortkey } from "./portkey.ts";
import { MASTER_KEY } from "./routes/litellm.ts";
import type { Written } from "./serve.ts";
import type { Stage } from "./stage.ts";
import { type Running, startWritten } from "./written.ts";

/** What the limits are set to: out of the way, as they come, or to a sum of money. */
export type Setting = "wide" | "as it comes" | "ceiling";
export type Entrant = {
  running: Running;
  attackers: () => Promise<Pick<TargetOptions, "profile" | "cookie" | "secondCookie" | "headers" | "secondHeaders">>;
  newSpender: () => Promise<Spender>;
};
export type Contestant = About & { start: (stage: Stage, setting: Setting) => Promise<Entrant> };

export const CEILING_MICRO_USD = 5_000;
/** 60 tokens asked and 300 answered, on the ordinary model. */
const ORDINARY_MESSAGE_MICRO_USD = 156;
const PLENTY = 1_000_000;

const IN_MONEY = Math.floor(CEILING_MICRO_USD / ORDINARY_MESSAGE_MICRO_USD);
type Limits = { messages: number; addressRequests: number; budgetMicroUsd: number };
const WIDE = { messages: PLENTY, addressRequests: PLENTY, budgetMicroUsd: PLENTY };

export function contestants(portkey: Installed | undefined): Contestant[] {
  return [
    { ...ABOUT.ours, start: startGuarded },
    { ...ABOUT.none, start: written("none", { messages: PLENTY, addressRequests: PLENTY }) },
    { ...ABOUT.usual, start: written("usual", { messages: 100, addressRequests: 100 }) },
    { ...ABOUT.chatbot, start: written("chatbot", { messages: 10, addressRequests: 10 }) },
    { ...ABOUT.litellm, start: written("litellm", { messages: PLENTY, addressRequests: PLENTY }) },
    ...(portkey ? [{ ...ABOUT.portkey, version: portkey.version, start: gateway(portkey) }] : []),
  ];
}

async function startGuarded(stage: Stage, setting: Setting): Promise<Entrant> {
  const running = await startOurs(stage, setting === "ceiling" ? ceilingAlone(CEILING_MICRO_USD) : roomForAll);
  return withSessions(running, "starter");
}

function written(name: Written, asItComes: Omit<Limits, "budgetMicroUsd">) {
  return async ({ provider, redisUrl, databaseUrl }: Stage, setting: Setting): Promise<Entrant> => {
    const budget = { budgetMicroUsd: setting === "ceiling" ? CEILING_MICRO_USD : 250_000 };
    const limits = setting === "wide" ? WIDE : { ...asItComes, ...budget };
    const counted = setting === "ceiling" ? { messages: IN_MONEY } : {};
    const place = { provider: { url: provider.url, key: PROVIDER_KEY }, redisUrl, databaseUrl };
    const running = await startWritten(name, { ...place, ...limits, ...counted });
    if (name !== "litellm") return withSessions(running, "use-chat");
    return withKeys(running, () => newKey(running.origin, limits.budgetMicroUsd));
  };
}

function gateway(installed: Installed) {
  return async ({ provider }: Stage): Promise<Entrant> => {
    const headers = portkeyHeaders({ url: provider.url, key: PROVIDER_KEY });
    return withKeys(await startPortkey(installed), async () => headers);
  };
}

function withSessions(running: Running, profile: "starter" | "use-chat"): Entrant {
  const cookie = () => memberCookie({ sub: crypto.randomUUID() });
  return {
    running,
    attackers: async () => ({ profile, cookie: await cookie(), secondCookie: await cookie() }),
    newSpender: async () =>
      chatSpender({ url: running.origin, path: "/api/chat", cookie: await cookie(), token: profile === "starter" }),
  };
}

function withKeys(running: Running, key: () => Promise<Record<string, string>>): Entrant {
  return {
    running,
    attackers: async () => ({ profile: "openai", headers: await key(), secondHeaders: await key() }),
    newSpender: async () => openaiSpender({ url: running.origin, path: "/v1/chat/completions", headers: await key() }),
  };
}

async function newKey(origin: string, budgetMicroUsd: number): Promise<Record<string, string>> {
  const answer = await fetch(new URL("/key/generate", origin), {
    method: "POST",
    headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ max_budget: budgetMicroUsd / 1_000_000 }),
  });
  const { key } = (await answer.json()) as { key: string };
  return { authorization: `Bearer ${key}` };
}
