/** One reply with the tools of ./tools.ts: a scripted provider behind it, and in front what the browser got and what the hold was asked. */
import type { RefusalCode } from "../../../lib/errors.ts";
import type { Hold, SettledEnd } from "../../../lib/usage/hold.ts";
import type { Step } from "../../../lib/usage/worst-case.ts";
import { type Chunk, readChunks } from "../client.ts";
import { safeguardsJson } from "../config.ts";
import { freshEnvironment } from "../fresh.ts";
import type { Behaviour, Provider } from "../provider/provider.ts";
import { chatInput } from "./chat-input.ts";
import { offered, SCRIPTED } from "./tools.ts";

export type Protocol = "responses" | "chat";

export type Options = {
  protocol?: Protocol;
  maxSteps?: number;
  model?: string;
  tools?: string[];
  limits?: Record<string, number>;
  clientGone?: AbortSignal;
  cut?: AbortSignal;
  /** Called before each further step; what it throws is the ledger's no. */
  extend?: (step: Step) => void | Promise<void>;
};

export type Outcome = { chunks: Chunk[]; ends: SettledEnd[]; extended: Step[]; response: unknown };

/** A refusal of the modules under test, which are loaded anew for each reply. */
export async function refusalOf(code: RefusalCode): Promise<Error> {
  const { Refusal } = await import("../../../lib/errors.ts");
  return new Refusal(code);
}

export async function replyWithTools(
  provider: Provider,
  behaviours: Behaviour[],
  options: Options = {},
): Promise<Outcome> {
  const never = new AbortController().signal;
  const {
    protocol = "responses",
    maxSteps = 4,
    model = "gpt-6-luna",
    limits = {},
    clientGone = never,
    cut = never,
  } = options;
  const { tools = SCRIPTED.map(({ name }) => name), extend = () => {} } = options;
  freshEnvironment({
    OPENAI_BASE_URL: provider.url,
    SAFEGUARDS_JSON: safeguardsJson({ limits }),
    ...(protocol === "chat" && { OPENAI_API: "chat" }),
  });
  const { TOOLS } = await import("../../../lib/chat/tools/registry.ts");
  TOOLS.push(...SCRIPTED);
  provider.behave(...behaviours);
  const [ends, extended]: [SettledEnd[], Step[]] = [[], []];
  const { promise: settled, resolve } = Promise.withResolvers<void>();
  const hold: Hold = {
    id: "hold-1",
    safetyIdentifier: "hash-1",
    cut,
    extend: async (step) => {
      await extend(step);
      extended.push(step);
    },
    settle: async (end) => {
      ends.push(end);
      resolve();
    },
  };
  const { streamReply } = await import("../../../lib/chat/reply.ts");
  const input = chatInput({ model, maxSteps, tools: offered(...tools), offersTools: tools.length > 0 });
  const response = await streamReply(input, hold, clientGone).catch((error: unknown) => error);
  const reading = response instanceof Response ? readChunks(response) : [];
  // Who has left reads no end.
  const chunks = options.clientGone ? await settled.then(() => []) : await reading;
  return { chunks, ends, extended, response };
}
