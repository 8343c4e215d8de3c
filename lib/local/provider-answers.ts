/** What the stand-in says: the topic comes from the words of the last question, the variant from a hash of it. */
import "server-only";

import { codeAnswers } from "./answers/code.ts";
import { limitsAnswers } from "./answers/limits.ts";
import { mathsAnswers } from "./answers/maths.ts";
import { pictureAnswer } from "./answers/pictures.ts";
import { explainAnswers, listAnswers, markdownAnswers, otherAnswers, storyAnswers } from "./answers/prose.ts";
import { greetingAnswers, identityAnswers, thanksAnswers } from "./answers/small-talk.ts";
import { tableAnswers } from "./answers/tables.ts";
import { toolAnswer } from "./answers/tools.ts";
import type { Ask, Turn } from "./provider-request.ts";

type Topic = { asks: RegExp; answers: (ask: Ask) => string[] };

/** The first that matches wins, so what is special stands before what is general. */
const TOPICS: Topic[] = [
  { asks: /\b(stor(y|ies)|tale|poem|essay)\b/i, answers: storyAnswers },
  { asks: /\b(tables?|compare|comparison)\b/i, answers: tableAnswers },
  {
    asks: /\b(code|function|script|program|snippet|typescript|javascript|python|sql|bash|shell)\b/i,
    answers: codeAnswers,
  },
  { asks: /\b(markdown|formatting)\b/i, answers: markdownAnswers },
  { asks: /\b(limits?|safeguards?|budgets?|quotas?|rate|abuse|bill|costs?|protect\w*)\b/i, answers: limitsAnswers },
  {
    asks: /\b(who are you|what are you|your name|which model|what model|are you (real|an? )|stand-?in)\b/i,
    answers: identityAnswers,
  },
  {
    asks: /\d\s*(%|percent)\s*of\s*\d|[\d)]\s*[-+*/×÷x^]\s*[\d(]|\b(maths?|calculate|equation|arithmetic)\b/i,
    answers: mathsAnswers,
  },
  { asks: /\b(list|steps|ideas|tips|checklist|bullets?|recipe|plan)\b/i, answers: listAnswers },
  { asks: /^\s*(hi|hello|hey|good (morning|day|evening)|hallo|bonjour|hola)\b/i, answers: greetingAnswers },
  { asks: /\b(thanks?|thank you|bye|goodbye|cheers)\b/i, answers: thanksAnswers },
  { asks: /\b(explain|why|how|what)\b/i, answers: explainAnswers },
];

const DISCLOSURE =
  "\n\n---\n\n*This answer comes from the local stand-in, which has a handful of prepared texts. Set `OPENAI_API_KEY` to talk to a real model.*";

/** The same conversation always gets the same answer. */
export function answerTo(turns: Turn[]): string {
  const questions = turns.filter(({ role }) => role === "user");
  const ask = { text: questions.at(-1)?.text.trim() ?? "", turn: Math.max(1, questions.length) };
  const answer = toolAnswer(turns) ?? pictureAnswer(turns) ?? preparedAnswer(ask);
  return turns.some(({ role }) => role === "assistant") ? answer : answer + DISCLOSURE;
}

function preparedAnswer(ask: Ask): string {
  const variants = (TOPICS.find(({ asks }) => asks.test(ask.text))?.answers ?? otherAnswers)(ask);
  return variants[hash(ask) % variants.length] ?? "";
}

/** FNV-1a. The turn is part of it, so that asking again later brings another variant. */
function hash({ text, turn }: Ask): number {
  let value = 0x811c9dc5 + turn;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
