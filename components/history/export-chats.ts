/** Chats as files to keep: Markdown for people, JSON for programs. */
import { conversation } from "../strings.ts";
import { type StoredChat, titleOf } from "./stored-chat.ts";

export type FileKind = "md" | "json";

const TYPES: Record<FileKind, string> = { md: "text/markdown", json: "application/json" };

export function chatsAsText(chats: StoredChat[], kind: FileKind): string {
  if (kind === "md") return chats.map(asMarkdown).join("\n\n---\n\n");
  const entries = chats.map((chat) => ({
    title: titleOf(chat),
    updatedAt: new Date(chat.updatedAt).toISOString(),
    messages: chat.messages.map(({ role, text }) => ({ role, text })),
  }));
  return JSON.stringify(entries, null, 2);
}

function asMarkdown(chat: StoredChat): string {
  const turns = chat.messages.map(
    ({ role, text }) => `**${role === "user" ? conversation.you : conversation.assistant}**\n\n${text}`,
  );
  return [`# ${titleOf(chat)}`, ...turns].join("\n\n");
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
