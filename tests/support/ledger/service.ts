/** The ledger as the route uses it: the real modules, freshly loaded, with a line to the store that can be spoilt. */
import type { ChatUser } from "../../../lib/auth/require-user.ts";
import type { ChatInput } from "../../../lib/chat/chat-input.ts";
import type { ReplyEnd } from "../../../lib/usage/cost-of-reply.ts";
import type { Hold, SettledEnd } from "../../../lib/usage/hold.ts";
import { chatUser } from "../users.ts";
import { type FaultProxy, startFaultProxy } from "../store/fault-proxy.ts";
import { freshEnvironment } from "../fresh.ts";
import type { TestStore } from "../store/stores.ts";
import { chatInput } from "../chat/chat-input.ts";
import { safeguardsJson } from "../config.ts";

export const INPUT: ChatInput = chatInput({
  turns: [{ role: "user", content: "Hello!" }],
  texts: ["Be brief.", "Hello!"],
});

const FINISHED = {
  usage: { input: 100, cachedInput: 0, cacheWrite: 0, output: 20 },
  isFree: false,
  text: "",
  deltas: 0,
  stoppedMs: 0,
} satisfies ReplyEnd;
/** What that step costs, in micro-USD. */
export const FINISHED_COSTS = 20;

/** The end of a reply of one step, unless it says its `steps`. */
export function endOf({ steps, ...difference }: Partial<SettledEnd & ReplyEnd> = {}): SettledEnd {
  const { usage, usageSoFar, isFree, text, deltas, stoppedMs, ...rest } = { ...FINISHED, ...difference };
  const step = { usage, isFree, text, deltas, stoppedMs, ...(usageSoFar ? { usageSoFar } : {}) };
  const about = {
    tools: [],
    outputBoundPassed: false,
    concerns: "nobody",
    ended: "stop",
    firstWordMs: 5,
    totalMs: 50,
  } as const;
  return { ...about, ...rest, steps: steps ?? [step] };
}

/** One step of several. */
export function stepOf(difference: Partial<ReplyEnd> = {}): ReplyEnd {
  return { ...FINISHED, ...difference };
}

export function member(account = "github:1", chatTokenId: string = crypto.randomUUID()): ChatUser {
  return chatUser({ account, chatToken: { id: chatTokenId, expiresAtMs: Date.now() + 10_000 } });
}

export type Service = {
  proxy: FaultProxy;
  reserve: (user?: ChatUser, input?: Partial<ChatInput>) => Promise<Hold>;
  stop: () => Promise<void>;
};

// Each test loads the modules anew, and they listen for the end of the process.
process.setMaxListeners(200);

/** A busy test machine is not a slow store: how soon the store counts as silent is for the test to say. */
const UNHURRIED = { limits: { storeMilliseconds: 4_000 } };

export async function startService(
  store: TestStore,
  safeguards: object = UNHURRIED,
  env: Record<string, string> = {},
): Promise<Service> {
  const proxy = await startFaultProxy(store.url);
  freshEnvironment({
    UPSTASH_REDIS_REST_URL: proxy.url,
    UPSTASH_REDIS_REST_TOKEN: store.token,
    SAFEGUARDS_JSON: safeguardsJson(safeguards),
    ...env,
  });
  const { reserve } = await import("../../../lib/usage/reserve.ts");
  return {
    proxy,
    reserve: (user = member(), input = {}) => reserve(user, { ...INPUT, ...input }),
    stop: () => proxy.stop(),
  };
}

/** Has the store learn the scripts, so that what follows is the steady state. */
export async function warmUp({ reserve }: Service): Promise<void> {
  const hold = await reserve(member("warm:1"));
  await hold.settle(endOf());
}
