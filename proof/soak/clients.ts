/** Who comes by during a soak: people who chat, people whose questions need tools, people who leave, programs that err, and some that mean it. */
import { speak } from "../../tests/support/app/http.ts";
import { chatBody, postChat, readChunks, readProblem, requestToken, type Visitor } from "../../tests/support/client.ts";
import { SHAPES, UNFINISHED } from "../attack/fuzz-requests.ts";
import { TOOLS_QUESTION } from "./behaviours.ts";
import type { Random } from "../../tests/support/random.ts";
import { cookie, memberCookie } from "../../tests/support/session.ts";

/** What came of one visit: `served`, `served in steps` where tools were called, the code of the refusal or of the error chunk, or how the line ended. */
export type Outcome = string;
export type Client = (random: Random, origin: string) => Promise<Outcome>;

const MEMBERS = 12;
const SAYINGS = [
  "Hello?",
  "Tell me more about ceilings. ".repeat(20),
  "¿Y en español? 你好 👋",
  "x".repeat(3_000),
] as const;
const CRAWL_MS = { finished: 2_000, unfinished: 100 };

async function member(random: Random, origin: string): Promise<Visitor> {
  return { origin, cookie: await memberCookie({ sub: `member-${random.below(MEMBERS)}` }) };
}

async function tokenFor(visitor: Visitor): Promise<string | { refused: Outcome }> {
  const response = await requestToken(visitor);
  if (response.status !== 200) return { refused: (await readProblem(response)).code };
  return ((await response.json()) as { token: string }).token;
}

async function outcomeOf(response: Response): Promise<Outcome> {
  if (response.status !== 200) return (await readProblem(response)).code;
  const chunks = await readChunks(response);
  const last = chunks.at(-1);
  const steps = chunks.filter(({ type }) => type === "start-step").length;
  const inSteps = steps > 1 ? " in steps" : "";
  return last?.type === "error" ? `cut${inSteps}: ${codeIn(last.errorText)}` : `served${inSteps}`;
}

function codeIn(errorText = ""): string {
  return /"code":"(\w+)"/.exec(errorText)?.[1] ?? "unknown";
}

const says =
  (sayings: readonly [string, ...string[]]): Client =>
  async (random, origin) => {
    const visitor = await member(random, origin);
    const token = await tokenFor(visitor);
    if (typeof token !== "string") return token.refused;
    return outcomeOf(await postChat(visitor, { token, body: chatBody(random.pick(sayings)) }));
  };
const chats = says(SAYINGS);
const needsTools = says([TOOLS_QUESTION]);

/** Closes the page before the first word, in the middle, while tools run, or while the end arrives. */
const leaves: Client = async (random, origin) => {
  const visitor = await member(random, origin);
  const token = await tokenFor(visitor);
  if (typeof token !== "string") return token.refused;
  const signal = AbortSignal.timeout(1 + random.below(400));
  try {
    const body = chatBody(random.pick([TOOLS_QUESTION, ...SAYINGS]));
    return await outcomeOf(await postChat(visitor, { token, body, signal }));
  } catch (error) {
    if (signal.aborted) return "left";
    throw error;
  }
};

const errs: Client = async (random, origin) => {
  const visitor = await member(random, origin);
  const token = await tokenFor(visitor);
  if (typeof token !== "string") return token.refused;
  const body = random.pick([
    "{",
    "",
    {},
    chatBody("Hi", { model: "gpt-6-sol" }),
    chatBody("Hi", { max_output_tokens: 1_000_000 }),
    chatBody("x".repeat(200_000)),
  ]);
  return outcomeOf(await postChat(visitor, { token, body }));
};

const replays: Client = async (random, origin) => {
  const visitor = await member(random, origin);
  const token = await tokenFor(visitor);
  if (typeof token !== "string") return token.refused;
  const answers = await Promise.all([0, 1, 2].map(async () => outcomeOf(await postChat(visitor, { token }))));
  const granted = answers.filter((one) => /^(served|cut)/.test(one));
  return granted.length > 1 ? "REPLAYED" : `replay ${granted.length ? "once" : "never"}`;
};

const forges: Client = async (random, origin) => {
  const claims = { sub: "member-0", name: "Mallory", email: "owner@example.com" };
  const forged = { origin, cookie: await cookie(claims, "another-local-word-another-local-word") };
  const mine = random.chance(0.5) ? await tokenFor(await member(random, origin)) : "a.b.c";
  const response = await postChat(forged, typeof mine === "string" ? { token: mine } : {});
  return response.status === 200 ? "FORGED" : (await readProblem(response)).code;
};

const garbles: Client = async (random, origin) => {
  const url = new URL(origin);
  const names = Object.keys(SHAPES);
  const name = names[random.below(names.length)] ?? "";
  const pieces = SHAPES[name]?.(random, { url, cookie: await memberCookie({ sub: "garbler" }) }) ?? [];
  const deadlineMs = CRAWL_MS[UNFINISHED.has(name) ? "unfinished" : "finished"];
  const { status } = await speak(url, pieces, { deadlineMs });
  return `garbled ${Math.floor(status / 100)}xx`;
};

/** How often each comes by, of a hundred. */
export const CLIENTS: readonly (readonly [share: number, client: Client])[] = [
  [28, chats],
  [12, needsTools],
  [20, leaves],
  [12, errs],
  [8, replays],
  [8, forges],
  [12, garbles],
];

export function anyClient(random: Random): Client {
  let left = random.below(100);
  return CLIENTS.find(([share]) => (left -= share) < 0)?.[1] ?? chats;
}
