/** What the stand-in makes of the outputs of tools. */
import "server-only";

import { z } from "zod";

import { answersSince } from "../provider-calls.ts";
import type { Turn } from "../provider-request.ts";
import { quote } from "./quote.ts";

/** @returns undefined when no tool has answered since the last question */
export function toolAnswer(turns: Turn[]): string | undefined {
  const answers = answersSince(turns);
  if (answers.length === 0) return undefined;
  const texts = answers.map(({ name, output }) => `From \`${quote(name)}\`:\n\n${listOf(output)}`);
  return `This is what I found out.\n\n${texts.join("\n\n")}`;
}

const record = z.record(z.string(), z.unknown());

/** An output is mostly an object in JSON: each of its fields is a point. */
function listOf(output: string): string {
  const fields = record.safeParse(jsonOrText(output));
  if (!fields.success) return `- ${quote(output)}`;
  const points = Object.entries(fields.data).map(([name, value]) => `- ${quote(name)}: **${quote(wordsOf(value))}**`);
  return points.join("\n");
}

function wordsOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
