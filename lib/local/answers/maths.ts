/** Simple arithmetic, really calculated. */
import "server-only";

import type { Ask } from "../provider-request.ts";

const EXPRESSION = /[\d(][\d\s.+\-*/()]*[\d)]/;

export function mathsAnswers({ text }: Ask): string[] {
  const expression = findExpression(text);
  const result = expression === undefined ? Number.NaN : evaluate(expression);
  if (expression === undefined || !Number.isFinite(result))
    return [
      "Give me something like `12 * (3 + 4)` or `15% of 80`, and I will work it out.",
      "Gladly! Write the sum with digits and `+ - * /`, for example `7 * 6`.",
    ];
  const shown = `\`${expression} = ${Number(result.toPrecision(12))}\``;
  return [`That makes ${shown}.`, `Let me see: ${shown}.`, `Worked out step by step, brackets first: ${shown}.`];
}

function findExpression(text: string): string | undefined {
  const plain = text
    .replace(/([\d.]+)\s*(?:%|percent)\s*of\s*/gi, "$1 / 100 * ")
    .replace(/([\d)])\s*[x×]\s*(?=[\d(])/gi, "$1 * ")
    .replaceAll("÷", "/");
  return EXPRESSION.exec(plain)?.[0].trim();
}

/** Recursive descent over sums of products; NaN for whatever is not one. */
function evaluate(expression: string): number {
  const tokens = expression.match(/\d+(?:\.\d+)?|[-+*/()]/g) ?? [];
  const takes = (...wanted: string[]): string | undefined =>
    wanted.includes(tokens[0] ?? "") ? tokens.shift() : undefined;

  const sum = (): number => {
    let value = product();
    for (let sign = takes("+", "-"); sign; sign = takes("+", "-")) value += sign === "+" ? product() : -product();
    return value;
  };
  const product = (): number => {
    let value = factor();
    for (let sign = takes("*", "/"); sign; sign = takes("*", "/"))
      value = sign === "*" ? value * factor() : value / factor();
    return value;
  };
  const factor = (): number => {
    if (takes("-")) return -factor();
    if (!takes("(")) return Number(tokens.shift() ?? Number.NaN);
    const value = sum();
    return takes(")") ? value : Number.NaN;
  };

  const value = sum();
  return tokens.length === 0 ? value : Number.NaN;
}
