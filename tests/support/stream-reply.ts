/** One reply of lib/chat by itself: a scripted provider behind it, and in front what the browser got and what was settled. */
import type { ChatInput } from "../../lib/chat/chat-input.ts";
import type { Hold, SettledEnd } from "../../lib/usage/hold.ts";
import { chatInput } from "./chat/chat-input.ts";
import { type Chunk, readChunks, textOf } from "./client.ts";
import { freshEnvironment } from "./fresh.ts";
import type { Behaviour, Provider } from "./provider/provider.ts";
import { safeguardsJson } from "./config.ts";

export const REASONING = "gpt-5-mini";

type Options = {
  model?: string;
  maxOutputTokens?: number;
  limits?: Record<string, number>;
  url?: string;
  safeguards?: object;
  variables?: Record<string, string>;
  asked?: Partial<ChatInput>;
};

export type Told = {
  /** The code of the refusal, or of the error chunk; undefined for an answer. */
  code: string | undefined;
  retryAfterSeconds: number | undefined;
  text: string;
  /** The texts of the parts, one each. */
  parts: string[];
  finish: string | undefined;
  end: SettledEnd;
  /** micro-USD: what the hold is settled at, and what was held. */
  charged: number;
  held: number;
};

export async function streamOne(provider: Provider, behaviour: Behaviour, options: Options = {}): Promise<Told> {
  const { model = "gpt-6-luna", maxOutputTokens = 512, limits = {}, url = provider.url } = options;
  const { safeguards = {}, variables = {}, asked = {} } = options;
  const SAFEGUARDS_JSON = safeguardsJson({ limits, ...safeguards });
  freshEnvironment({ OPENAI_BASE_URL: url, SAFEGUARDS_JSON, ...variables });
  provider.behave(behaviour);
  const texts = ["Be brief.", "Hello!"];
  const turns = [{ role: "user" as const, content: "Hello!" }];
  const input = chatInput({ model, turns, texts, maxOutputTokens, ...asked });
  const ends: SettledEnd[] = [];
  const never = new AbortController().signal;
  const hold: Hold = {
    id: "hold-1",
    safetyIdentifier: "hash-1",
    cut: never,
    extend: async () => {},
    settle: async (end) => void ends.push(end),
  };
  const { streamReply } = await import("../../lib/chat/reply.ts");
  const outcome = await streamReply(input, hold, never).catch((error: unknown) => error);
  const chunks = outcome instanceof Response ? await readChunks(outcome) : [];
  const [end] = ends;
  if (!end || ends.length !== 1) throw new Error(`The hold was settled ${ends.length} times`);
  return { ...refusalOf(outcome, chunks), ...saidIn(chunks), end, ...(await moneyOf(end, input)) };
}

async function moneyOf(end: SettledEnd, input: ChatInput): Promise<{ charged: number; held: number }> {
  const { costOfReply } = await import("../../lib/usage/cost-of-reply.ts");
  const { worstCaseOf } = await import("../../lib/usage/worst-case.ts");
  const { safeguards } = await import("../../lib/safeguards.ts");
  const model = safeguards().models[input.model];
  if (!model) throw new Error("No such model");
  const held = worstCaseOf(model, input);
  return { held, charged: await costOfReply(end.steps, [{ ...input, model, holdMicroUsd: held }]) };
}

function refusalOf(outcome: unknown, chunks: Chunk[]): Pick<Told, "code" | "retryAfterSeconds"> {
  const error = chunks.find(({ type }) => type === "error")?.errorText;
  const problem = error === undefined ? outcome : (JSON.parse(error) as unknown);
  if (problem instanceof Response) return { code: undefined, retryAfterSeconds: undefined };
  const { code, retryAfterSeconds, resetAtMs } = problem as {
    code: string;
    retryAfterSeconds?: number;
    resetAtMs?: number;
  };
  return { code, retryAfterSeconds: retryAfterSeconds ?? (resetAtMs && Math.round((resetAtMs - Date.now()) / 1000)) };
}

function saidIn(chunks: Chunk[]): Pick<Told, "text" | "parts" | "finish"> {
  const parts = new Map<unknown, string>();
  for (const { type, id, delta } of chunks)
    if (type === "text-delta") parts.set(id, (parts.get(id) ?? "") + (delta ?? ""));
  const finish = chunks.find(({ type }) => type === "finish")?.["finishReason"];
  return { text: textOf(chunks), parts: [...parts.values()], finish: typeof finish === "string" ? finish : undefined };
}
