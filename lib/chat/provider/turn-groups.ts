/** The turns of a conversation with the calls of one step together, as the model made them. */
import "server-only";

import type { Reasoning, ToolTurn, Turn } from "../chat-input.ts";

export type Said = Exclude<Turn, ToolTurn>;
export type Group = Said | { role: "tools"; calls: ToolTurn[] };

/** "auto" is "original" for some models, and then has no bound of the provider's; "low" costs some models as much as this. */
export const DETAIL = "high" as const;

export function inGroups(turns: Turn[]): Group[] {
  const groups: Group[] = [];
  for (const turn of turns) {
    const last = groups.at(-1);
    if (turn.role !== "tool") groups.push(turn);
    else if (last?.role === "tools" && last.calls[0]?.step === turn.step) last.calls.push(turn);
    else groups.push({ role: "tools", calls: [turn] });
  }
  return groups;
}

export function reasoningOf(calls: ToolTurn[], fields: Reasoning["field"][]): Reasoning[] {
  return calls.flatMap(({ reasoning = [] }) => reasoning).filter(({ field }) => fields.includes(field));
}
