/**
 * Finds TeX in an answer: `$$…$$`, `\(…\)` and `\[…\]`. A single dollar is money. Each formula becomes a code span with a mark, so
 * that nothing inside it is read as Markdown. Code, and a formula that is not closed, stay as they are.
 */

export type FormulaText = {
  /** As it was written, with what encloses it. */
  source: string;
  tex: string;
  /** On a line of its own. */
  display: boolean;
};

// From the private use area: no model writes them.
const INLINE = "\uE000";
const DISPLAY = "\uE001";

const LONGEST = 4000;
/** Up to the next blank line at most. */
const BODY = String.raw`(?=\s*\S)(?:(?!\n[ \t]*\n)[^]){1,${LONGEST}}?`;
const KINDS = [
  // A block of code, also one that is still being written.
  String.raw`^[ \t>]*(?<fence>\`{3,}|~{3,})[^]*?(?:^[ \t>]*\k<fence>[\`~]*[ \t]*$|$(?![^]))`,
  // A code span.
  String.raw`(?<!\`)(?<ticks>\`+)(?!\`)(?:(?!\n[ \t]*\n)[^])*?[^\`]\k<ticks>(?!\`)`,
  // A character that is meant as itself.
  String.raw`\\[\\$\`]`,
  String.raw`(?<formula>\\\[${BODY}\\\]|\\\(${BODY}\\\)|\$\$${BODY}\$\$)`,
];
const PIECES = new RegExp(KINDS.join("|"), "gm");

export function markFormulas(text: string): string {
  return text.replaceAll(PIECES, (piece: string, ...rest: unknown[]) => {
    const at = rest.find((one) => typeof one === "number") ?? 0;
    if (!isFormula(piece)) return piece;
    const mark = isDisplay(text, piece, at) ? DISPLAY : INLINE;
    // A line of a formula could begin like a list or a heading. To TeX it is a blank, after a comment as well.
    const line = piece.replaceAll(/\s*(?<!\\)%.*\n/g, "\n").replaceAll(/\s*\n\s*/g, " ");
    const ticks = "`".repeat(1 + Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)));
    return `${ticks}${mark}${line}${mark}${ticks}`;
  });
}

/** @returns undefined for ordinary code */
export function readFormula(code: unknown): FormulaText | undefined {
  if (typeof code !== "string" || code.length < 6) return undefined;
  const mark = code[0];
  if ((mark !== INLINE && mark !== DISPLAY) || code.at(-1) !== mark) return undefined;
  const source = code.slice(1, -1);
  return { source, tex: source.slice(2, -2).trim(), display: mark === DISPLAY };
}

function isFormula(piece: string): boolean {
  return /^(?:\\[[(]|\$\$)/.test(piece);
}

function isDisplay(text: string, piece: string, at: number): boolean {
  if (!piece.startsWith("$$")) return piece.startsWith(String.raw`\[`);
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  const after = text.slice(at + piece.length).split("\n", 1)[0] ?? "";
  return /^[\s>]*(?:[-*+]|\d+[.)])?\s*$/.test(before) && after.trim() === "";
}
