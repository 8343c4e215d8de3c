/** The report for a terminal: grouped, aligned, in colour where that is wanted (NO_COLOR and pipes get plain text). */
import { styleText } from "node:util";

import type { Finding, Verdict } from "./finding.ts";

const MARKS = {
  good: ["✓", "green"],
  bad: ["✗", "red"],
  unclear: ["?", "yellow"],
  hint: ["!", "yellow"],
  question: ["□", "cyan"],
} as const satisfies Record<Verdict, readonly [string, string]>;

const WIDTH = 110;

export function printFindings(findings: Finding[]): void {
  const areas = [...new Set(findings.map(({ area }) => area))];
  for (const area of areas) {
    heading(area);
    for (const finding of findings) if (finding.area === area) printOne(finding);
  }
}

export function printPresence(presence: Record<string, boolean>): void {
  const names = (wanted: boolean) => Object.keys(presence).filter((name) => presence[name] === wanted);
  heading("variables");
  console.log(wrap(`set:     ${names(true).join(", ") || "none"}`, 11));
  console.log(styleText("dim", wrap(`not set: ${names(false).join(", ") || "none"}`, 11)));
}

export function printTable(rows: string[][]): void {
  heading("safeguards in numbers");
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.filter(({ length }) => length > 2).map((row) => row[column]?.length ?? 0)),
  );
  for (const [at, row] of rows.entries()) {
    const line = `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
    console.log(at === 0 ? styleText("dim", line) : line);
  }
}

export function printVerdict(code: 0 | 1 | 2): void {
  const [text, colour] = (
    [
      ["Safe to go live, as far as a program can tell. The questions are yours.", "green"],
      ["Not safe to go live.", "red"],
      ["Could not tell whether it is safe to go live.", "yellow"],
    ] as const
  )[code];
  console.log(`\n${styleText(["bold", colour], text)}`);
}

function heading(text: string): void {
  console.log(`\n${styleText("bold", text.charAt(0).toUpperCase() + text.slice(1))}`);
}

function printOne({ verdict, title, cure }: Finding): void {
  const [mark, colour] = MARKS[verdict];
  console.log(`  ${styleText(colour, mark)} ${wrap(title, 4).trimStart()}`);
  if (cure) console.log(styleText("dim", `    ${wrap(cure, 4).trimStart()}`));
}

/** Breaks between words, and indents each line. */
function wrap(text: string, indent: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length + 1 > WIDTH - indent) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return `  ${lines.join(`\n${" ".repeat(indent)}`)}`;
}
