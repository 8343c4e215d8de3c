/** The grant as a form holds it, and what of it is to be sent: what nobody touched is left out, so that it stays as it is. */
import type { Grant } from "../figures.ts";
import { microUsdOf } from "./amount.ts";

export type GrantFields = { plan: string; day: string; month: string; until: string; note: string };
export type WrongField = "day" | "month" | "until";
type Change = {
  plan?: string | null;
  budgetUsd?: { day?: number | null; month?: number | null };
  until?: string | null;
  note?: string | null;
};

export function fieldsOf(grant: Grant | null): GrantFields {
  const { plan, budgetUsd, until, note } = grant ?? { plan: null, budgetUsd: NO_BUDGETS, until: null, note: null };
  return {
    plan: plan ?? "",
    day: amountText(budgetUsd.day),
    month: amountText(budgetUsd.month),
    // As a field of the type datetime-local has it: to the minute.
    until: until?.slice(0, 16) ?? "",
    note: note ?? "",
  };
}

/** @param edits what was touched @returns the change to send, or what is wrong about it */
export function changeOf(edits: Partial<GrantFields>): { change: Change } | { wrong: WrongField[] } {
  const { plan, day, month, until, note } = edits;
  const wrong: WrongField[] = [];
  if (day && microUsdOf(day) === undefined) wrong.push("day");
  if (month && microUsdOf(month) === undefined) wrong.push("month");
  if (until && !isMoment(until)) wrong.push("until");
  if (wrong.length > 0) return { wrong };
  const change: Change = {};
  if (plan !== undefined) change.plan = plan || null;
  if (day !== undefined || month !== undefined) change.budgetUsd = { ...budget("day", day), ...budget("month", month) };
  if (until !== undefined) change.until = until ? new Date(`${until}Z`).toISOString() : null;
  if (note !== undefined) change.note = note.trim() || null;
  return { change };
}

const NO_BUDGETS = { day: null, month: null };

function budget(name: "day" | "month", text: string | undefined): { day?: number | null; month?: number | null } {
  return text === undefined ? {} : { [name]: text ? Number(text) : null };
}

function amountText(usd: number | null): string {
  return usd === null ? "" : String(usd);
}

/** Four digits of a year, which is what the service takes. */
function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(`${text}Z`));
}
