/** Models: the sender may name those of the plan, and no other, however it is spelt. */
import type { Attack } from "../attack.ts";
import { ownModel } from "../honest.ts";
import { refusedAs } from "../judge.ts";

const MODEL =
  "The dearest model costs a hundred times the cheapest: unknown or disallowed is refused, never replaced (OWASP LLM10:2025, API3:2023).";

/** @param own one that the account may use, dear: one that it may not */
const foreign = (own: string, dear: string): [id: string, model: unknown][] => [
  ["unknown", "a-model-nobody-has"],
  ["dear", dear],
  ["capitals", own.toUpperCase()],
  ["space-after", `${own} `],
  ["space-before", ` ${own}`],
  ["null-after", `${own}\u0000`],
  ["line-after", `${own}\n`],
  ["look-alike", own.replace(/^./, (first) => String.fromCodePoint((first.codePointAt(0) ?? 0) + 0xfee0))],
  ["invisible", `${own}\u200b`],
  ["dated", `${own}-2026-01-01`],
  ["tuned", `ft:${own}:owner::1`],
  ["prefix", `openai/${own}`],
  ["empty", ""],
  ["prototype", "__proto__"],
  ["constructor", "constructor"],
  ["list", [own]],
  ["object", { id: own }],
  ["null", null],
];

export const models: Attack[] = foreign("gpt", "").map(([id], at) => ({
  id: `models-${id}`,
  area: "models",
  title: `A model that the plan does not name (${id}) is refused`,
  why: MODEL,
  control: "model",
  cost: "counted",
  run: async (target) => {
    const [, model] = foreign(await ownModel(target), target.dearerModel ?? "gpt-5-pro")[at] ?? [id, id];
    return refusedAs(await target.payer.offer({ extra: { model } }), "model_not_allowed", "invalid_request");
  },
}));
