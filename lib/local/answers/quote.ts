/** Small pieces of Markdown that the answers are built from. */
import "server-only";

const LONGEST_QUOTE = 80;

/** The visitor's words, short enough for a sentence and unable to become Markdown of their own. */
export function quote(text: string): string {
  const plain = text.replace(/[\s`*_[\]<>|#\\]+/g, " ").trim();
  return plain.length <= LONGEST_QUOTE ? plain : `${plain.slice(0, LONGEST_QUOTE).trim()}…`;
}

export function fence(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trim()}\n\`\`\``;
}

export function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
