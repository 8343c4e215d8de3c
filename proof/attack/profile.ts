/** The protocols that a chat backend may speak: where a question goes, how it is written, and how a reply is read. */
import { completionText, uiText } from "./reply-text.ts";

export const PROFILES = ["starter", "use-chat", "openai"] as const;
export type ProfileName = (typeof PROFILES)[number];

type Fields = Record<string, unknown>;

export type Profile = {
  name: ProfileName;
  /** Where questions go. */
  path: string;
  /** Whether it has this starter's own addresses for tokens, figures and the owner. */
  isStarter: boolean;
  /** One question as an honest client writes it, with further fields. */
  body: (text?: string, extra?: Fields) => Fields;
  /** A question in as many messages. */
  messages: (texts: string[]) => unknown[];
  /** The words of a reply. */
  textOf: (stream: string) => string;
};

const QUESTION = "Say hello in three words.";

/** As AI SDK 7's DefaultChatTransport writes it. */
export function chatBody(text = QUESTION, extra: Fields = {}): Fields {
  return { id: crypto.randomUUID(), messages: uiMessages([text]), trigger: "submit-message", ...extra };
}

function uiMessages(texts: string[]): unknown[] {
  return texts.map((text) => ({ id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text }] }));
}

/** As the SDKs of OpenAI write it. */
function openaiMessages(texts: string[]): unknown[] {
  return texts.map((content) => ({ role: "user", content }));
}

/** @param model absent: what each kind of service calls its ordinary one */
export function profileOf(
  name: ProfileName,
  { path, model }: { path?: string | undefined; model?: string | undefined } = {},
): Profile {
  const chosen = model === undefined ? {} : { model };
  if (name === "openai")
    return {
      name,
      path: path ?? "/v1/chat/completions",
      isStarter: false,
      body: (text = QUESTION, extra = {}) => ({
        model: "gpt-5-mini",
        ...chosen,
        messages: openaiMessages([text]),
        stream: true,
        ...extra,
      }),
      messages: openaiMessages,
      textOf: completionText,
    };
  return {
    name,
    path: path ?? "/api/chat",
    isStarter: name === "starter",
    body: (text, extra) => chatBody(text, { ...chosen, ...extra }),
    messages: uiMessages,
    textOf: uiText,
  };
}
