/** What the stand-in makes of the outputs of tools. */
import "server-only";

import { z } from "zod";

import { answersSince } from "../provider-calls.ts";
import type { Turn } from "../provider-request.ts";
import { quote, table } from "./quote.ts";

/** @returns undefined when no tool has answered since the last question */
export function toolAnswer(turns: Turn[]): string | undefined {
  const answers = answersSince(turns);
  if (answers.length === 0) return undefined;
  const texts = answers.map(({ name, output }) => `From \`${name.replaceAll(/[^\w-]/g, "")}\`:\n\n${readable(output)}`);
  return `This is what I found out.\n\n${texts.join("\n\n")}`;
}

const record = z.record(z.string(), z.unknown());
const rows = z.array(record).min(1);

/** An output is mostly an object in JSON: lists of objects become tables, and every other field is a point. */
function readable(output: string): string {
  const fields = record.safeParse(jsonOrText(output));
  if (!fields.success) return `- ${quote(output)}`;
  const pieces = Object.entries(fields.data).map(([name, value]) => {
    const list = rows.safeParse(value);
    return list.success ? `\n**${quote(name)}**\n\n${tableOf(list.data)}\n` : `- ${quote(name)}: **${plain(value)}**`;
  });
  return pieces.join("\n");
}

function tableOf(list: Record<string, unknown>[]): string {
  const names = Object.keys(list[0] ?? {});
  return table(
    names.map(quote),
    list.map((row) => names.map((name) => plain(row[name]))),
  );
}

function plain(value: unknown): string {
  return quote(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
