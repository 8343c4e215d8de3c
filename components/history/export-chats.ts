/** Chats as files to keep: Markdown for people, JSON for programs. */
import { blocksOf, type ToolCall } from "../chat/answer-parts.ts";
import { outputLabel, toolLine, valueText } from "../chat/tool-words.ts";
import { pictures, tools } from "../strings/answer.ts";
import { conversation } from "../strings/chat.ts";
import { type KeptCall, toParts } from "./kept-calls.ts";
import type { KeptPicture } from "./kept-pictures.ts";
import { type StoredChat, titleOf } from "./stored-chat.ts";

export type FileKind = "md" | "json";

const TYPES: Record<FileKind, string> = { md: "text/markdown", json: "application/json" };

export function chatsAsText(chats: StoredChat[], kind: FileKind): string {
  if (kind === "md") return chats.map(asMarkdown).join("\n\n---\n\n");
  const entries = chats.map((chat) => ({
    title: titleOf(chat),
    updatedAt: new Date(chat.updatedAt).toISOString(),
    messages: chat.messages.map(({ role, text, calls, pictures }) => ({
      role,
      text,
      ...(pictures && { pictures }),
      ...(calls && { calls: calls.map(asEntry) }),
    })),
  }));
  return JSON.stringify(entries, null, 2);
}

function asMarkdown(chat: StoredChat): string {
  const turns = chat.messages.flatMap((message) => [
    `**${message.role === "user" ? conversation.you : conversation.assistant}**`,
    ...(message.pictures ?? []).map(pictureAsMarkdown),
    ...blocksOf({ ...message, parts: toParts(message.text, message.calls ?? []) }).map((block) =>
      "text" in block ? block.text : callAsMarkdown(block.call),
    ),
  ]);
  return [`# ${titleOf(chat)}`, ...turns].join("\n\n");
}

/** The picture itself stands in the file. */
function pictureAsMarkdown({ name, url }: KeptPicture): string {
  return url === "" ? `*${pictures.lost}*` : `![${pictures.alt(name).replaceAll(/[[\]\\]/g, "")}](${url})`;
}

/** A quotation: what a tool gave may hold markdown, and is not the assistant's. */
function callAsMarkdown(call: ToolCall): string {
  const lines = [
    toolLine(call, false),
    `${tools.input}: ${valueText(call.input)}`,
    `${outputLabel(call)}: ${valueText(call.output)}`,
  ];
  return lines.join("\n").replaceAll(/^/gm, "> ");
}

function asEntry({ name, input, output, error }: KeptCall) {
  return { name, input, ...(error === undefined ? { output } : { error }) };
}

/** Hands the browser a file to save. Made here and never uploaded. */
export function saveChats(chats: StoredChat[], kind: FileKind, name: string): void {
  const file = new Blob([`${chatsAsText(chats, kind)}\n`], { type: `${TYPES[kind]};charset=utf-8` });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${fileName(name)}.${kind}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Letters and digits of any script; everything a file system might mind becomes a dash. */
function fileName(title: string): string {
  return title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-+|-+$/g, "") || "chat";
}
