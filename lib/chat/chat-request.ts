/** From an unknown body to a conversation that this user may have: the border at which everything becomes typed. */
import "server-only";

import { z } from "zod";

import type { ChatUser } from "../auth/require-user.ts";
import { Refusal } from "../errors.ts";
import { readJson } from "../http/read-json.ts";
import { defaultModelOf, mostChatBytes, planNamed, safeguards } from "../safeguards.ts";
import { type ChatInput, isEmpty, picturesOf, textsOf, type Turn } from "./chat-input.ts";
import { requireHarmless } from "./moderation.ts";
import { newestTurns } from "./newest-turns.ts";
import { newestPictures } from "./pictures/newest-pictures.ts";
import { picturesIn } from "./pictures/pictures-in.ts";

/** What AI SDK 7's DefaultChatTransport sends, texts and pictures, and the model. Nothing else: no tool, no paid knob. */
const textPart = z.strictObject({
  type: z.literal("text"),
  text: z.string(),
  state: z.enum(["streaming", "done"]).optional(),
});
/** Of a picture everything is sent with it. Its name ends here. */
const filePart = z.strictObject({
  type: z.literal("file"),
  mediaType: z.string().max(64),
  filename: z.string().max(1_024).optional(),
  url: z.string(),
});
const questionPart = z.discriminatedUnion("type", [textPart, filePart]);
/** A page may keep notes on a message, and the AI SDK sends them along. They end here. */
const noted = { id: z.string().max(128), metadata: z.unknown().optional() };
const question = z.strictObject({ ...noted, role: z.literal("user"), parts: z.array(questionPart).max(64) });
const answerPart = z.discriminatedUnion("type", [
  textPart.extend({ providerMetadata: z.unknown().optional() }),
  z.strictObject({ type: z.literal("step-start") }),
]);
const answer = z.strictObject({ ...noted, role: z.literal("assistant"), parts: z.array(answerPart).max(64) });
const message = z.discriminatedUnion("role", [question, answer]);
const bodySchema = z.strictObject({
  id: z.string().max(128),
  messages: z.array(message).min(1),
  trigger: z.enum(["submit-message", "regenerate-message"]),
  messageId: z.string().max(128).nullish(),
  model: z.string().max(128).optional(),
});

/** @throws Refusal `invalid_request`, `model_not_allowed`, `body_timeout`, `body_too_large`, and those of moderation.ts */
export async function parseChatRequest(request: Request, user: ChatUser): Promise<ChatInput> {
  const { instructions } = safeguards();
  const plan = planNamed(user.plan);
  const body = await readJson(request, bodySchema, mostChatBytes(user.plan));
  const model = allowedModel(body.model, plan.models);
  const { turns, leftOut } = newestTurns(newestPictures(conversation(body.messages), plan, model), plan, model);
  const contents = turns.flatMap(textsOf);
  const pictures = turns.flatMap(picturesOf);
  await requireHarmless({ contents, pictures }, request.signal);
  const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
  const texts = [instructions, ...contents];
  const { maxOutputTokens } = plan;
  return { requestId, model, turns, leftOut, texts, images: pictures.length, maxOutputTokens };
}

/** Absent means the plan's default. Unknown or disallowed is refused, never replaced. */
function allowedModel(asked: string | undefined, allowed: string[]): string {
  const model = asked ?? defaultModelOf(allowed);
  if (model === undefined || !allowed.includes(model)) throw new Refusal("model_not_allowed");
  return model;
}

/** Well-formed text, and no empty turn: a reply that was cut before its first word leaves one in the browser's history. */
function conversation(messages: z.infer<typeof message>[]): Turn[] {
  const turns = messages.map(turnOf);
  const last = turns.at(-1);
  if (last?.role !== "user" || isEmpty(last))
    throw new Refusal("invalid_request", { detail: "The last message must be the user's, with text or a picture." });
  return turns.filter((turn) => !isEmpty(turn));
}

function turnOf({ role, parts }: z.infer<typeof message>): Turn {
  const content = textOf(parts);
  const pictures = role === "user" ? picturesIn(parts) : [];
  return pictures.length > 0 && role === "user" ? { role, content, pictures } : { role, content };
}

/** Each part was a text of its own. */
function textOf(parts: z.infer<typeof answerPart | typeof filePart>[]): string {
  const texts = parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : []));
  return texts.join("\n\n").toWellFormed();
}
