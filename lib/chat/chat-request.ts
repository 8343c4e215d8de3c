/** From an unknown body to a conversation that this user may have: the border at which everything becomes typed. */
import "server-only";

import { z } from "zod";

import type { ChatUser } from "../auth/require-user.ts";
import { Refusal } from "../errors.ts";
import { readJson } from "../http/read-json.ts";
import { defaultModelOf, mostChatBytes, planNamed, safeguards } from "../safeguards.ts";
import { AnswerTurns, answerParts } from "./answer-parts.ts";
import { type ChatInput, isEmpty, picturesOf, textsOf, textsSent, type Turn } from "./chat-input.ts";
import { requireHarmless } from "./moderation.ts";
import { newestTurns } from "./newest-turns.ts";
import { mostSteps, offeredTools } from "./offered-tools.ts";
import { newestPictures } from "./pictures/newest-pictures.ts";
import { picturesIn } from "./pictures/pictures-in.ts";
import { textPart } from "./text-part.ts";

/**
 * What AI SDK 7's DefaultChatTransport sends: texts, pictures, what tools gave, and the model. Nothing else, and no paid knob.
 * Of a picture everything is sent with it. Its name ends here.
 */
const filePart = z.strictObject({
  type: z.literal("file"),
  mediaType: z.string().max(64),
  filename: z.string().max(1_024).optional(),
  url: z.string(),
});
const questionParts = z.array(z.discriminatedUnion("type", [textPart, filePart])).max(64);
/** A page may keep notes on a message, and the AI SDK sends them along. They end here. */
const noted = { id: z.string().max(128), metadata: z.unknown().optional() };
const question = z.strictObject({ ...noted, role: z.literal("user"), parts: questionParts });
const answer = z.strictObject({ ...noted, role: z.literal("assistant"), parts: answerParts });
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
  const plan = planNamed(user.plan);
  const body = await readJson(request, bodySchema, mostChatBytes(user.plan));
  const model = allowedModel(body.model, plan.models);
  const tools = offeredTools(plan, safeguards().models[model]);
  const said = newestPictures(conversation(body.messages, tools.length > 0), plan, model);
  const { turns, leftOut } = newestTurns(said, plan, model);
  const pictures = turns.flatMap(picturesOf);
  await requireHarmless({ contents: turns.flatMap(textsOf), pictures }, request.signal);
  const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
  const maxSteps = mostSteps(plan, tools);
  const sent = { texts: textsSent({ turns, tools }), images: pictures.length, offersTools: tools.length > 0 };
  return { requestId, user, model, turns, leftOut, tools, maxSteps, ...sent, maxOutputTokens: plan.maxOutputTokens };
}

/** Absent means the plan's default. Unknown or disallowed is refused, never replaced. */
function allowedModel(asked: string | undefined, allowed: string[]): string {
  const model = asked ?? defaultModelOf(allowed);
  if (model === undefined || !allowed.includes(model)) throw new Refusal("model_not_allowed");
  return model;
}

/** No empty turn: a reply that was cut before its first word leaves one in the browser's history. */
function conversation(messages: z.infer<typeof message>[], callsTools: boolean): Turn[] {
  const answers = new AnswerTurns();
  const turns = messages.flatMap<Turn>((one) => (one.role === "user" ? userTurn(one.parts) : answers.of(one.parts)));
  const last = turns.at(-1);
  if (messages.at(-1)?.role !== "user" || !last || isEmpty(last))
    throw new Refusal("invalid_request", { detail: "The last message must be the user's, with text or a picture." });
  // A model that calls no tools may not know what a call is.
  return turns.filter((turn) => (turn.role === "tool" ? callsTools : !isEmpty(turn)));
}

/** Each part was a text of its own. */
function userTurn(parts: z.infer<typeof questionParts>): Turn {
  const texts = parts.flatMap((part) => (part.type === "text" && part.text !== "" ? [part.text] : []));
  const pictures = picturesIn(parts);
  return { role: "user", content: texts.join("\n\n").toWellFormed(), ...(pictures.length > 0 && { pictures }) };
}
