/** The stand-in of OpenAI's moderation: it flags a word of its own, so that a refusal can be seen, and nothing else. */
import "server-only";

const FLAGGED = /\bflag this\b/i;
const CATEGORIES = ["harassment", "hate", "illicit", "self-harm", "sexual", "violence"];

export function moderationOf(texts: string[]) {
  return { id: "modr-local", model: "omni-moderation-latest", results: texts.map(resultOf) };
}

function resultOf(text: string) {
  const flagged = FLAGGED.test(text);
  const each = <T>(value: T) => Object.fromEntries(CATEGORIES.map((name) => [name, value]));
  return { flagged, categories: { ...each(false), illicit: flagged }, category_scores: each(flagged ? 0.9 : 0.01) };
}
