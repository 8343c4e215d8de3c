/** Text in the very pieces that a provider bills: each piece one token of a real tokenizer. */
import { decode, encode } from "gpt-tokenizer/encoding/o200k_base";

const PROSE = `A spending ceiling is only worth its name when nothing can climb over it. Most gateways look at a budget, let the
request through, and write the price down afterwards; whoever sends many requests at once is long past the ceiling when the first
price arrives. Holding the worst case back before the call turns that around: the room is taken while it is still empty, and what
was not needed is given back at the end. The price of that order is modest. A few replies fit at the same time instead of many,
and somebody has to make sure that every hold ends, whether the reader leaves, the network breaks, or the machine goes dark. `;

/** Tokens of some scripts are parts of characters; these are whole ones. */
export const ARABIC = `سقف الإنفاق لا يستحق اسمه إلا إذا لم يستطع شيء أن يتجاوزه. معظم البوابات تنظر إلى الميزانية ثم تسمح بالطلب وتكتب السعر بعد ذلك. `;

/** @returns so many tokens, of a text repeated as often as it takes */
export function tokens(count: number, text = PROSE): string[] {
  const all = encode(text).map((token) => decode([token]));
  if (all.join("") !== text) throw new Error("A token of this text is no whole character");
  return Array.from({ length: count }, (_, at) => all[at % all.length] ?? "");
}

export function proseOf(count: number): string {
  return tokens(count).join("");
}
