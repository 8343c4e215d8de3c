/** The one way to the log: a line of JSON with an event's name first, bounded whatever its fields hold. */

type Level = "info" | "warn" | "error";
type Value = string | number | boolean | null | undefined | { readonly [name: string]: Value };

/** Characters of one text. A reason that an admin gives is the longest that we write ourselves, with 500. */
const LONGEST_TEXT = 600;
/** Characters of a whole line. */
const LONGEST_LINE = 4_000;
const MOST_FIELDS = 30;

/** JSON.stringify leaves these as they are: control characters from DEL on, line separators, and those that turn text round. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Writes `{"event":…}` and the fields that are not undefined to standard output (info) or standard error.
 * A text that is too long is cut and ends in "…"; a field that makes the line too long is left out, and `"cut":true` says so.
 */
export function log(level: Level, event: string, fields: Readonly<Record<string, Value>> = {}): void {
  console[level](toLine({ event, ...fields }));
}

function toLine(fields: Readonly<Record<string, Value>>): string {
  let parts = "";
  let cut = false;
  for (const [name, value] of Object.entries(fields)) {
    const part = value === undefined ? "" : `${parts && ","}${toJson(shorten(name, 60))}:${toJson(value)}`;
    if (parts.length + part.length > LONGEST_LINE) cut = true;
    else parts += part;
  }
  return `{${parts}${cut ? ',"cut":true' : ""}}`;
}

function toJson(value: Exclude<Value, undefined>): string {
  return JSON.stringify(bounded(value)).replaceAll(INVISIBLE, escape);
}

function bounded(value: Value): Value {
  if (typeof value === "string") return shorten(value, LONGEST_TEXT);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).slice(0, MOST_FIELDS);
  return Object.fromEntries(entries.map(([name, inside]) => [shorten(name, 60), bounded(inside)]));
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function escape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
