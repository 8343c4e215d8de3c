/** Chats under the day they were last touched, then under their month: the way people remember. */
import { history } from "../strings/chat.ts";
import type { StoredChat } from "./stored-chat.ts";

export type DayGroup = { name: string; chats: StoredChat[] };

/** @param chats newest first */
export function dayGroups(chats: StoredChat[], now = new Date()): DayGroup[] {
  const groups: DayGroup[] = [];
  for (const chat of chats) {
    const name = nameOf(new Date(chat.updatedAt), now);
    const last = groups.at(-1);
    if (last?.name === name) last.chats.push(chat);
    else groups.push({ name, chats: [chat] });
  }
  return groups;
}

function nameOf(day: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return history.today;
  if (day.toDateString() === yesterday.toDateString()) return history.yesterday;
  return new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" }).format(day);
}
