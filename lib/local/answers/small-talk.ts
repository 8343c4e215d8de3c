/** Greetings, thanks, and who is speaking. */
import "server-only";

import type { Ask } from "../provider-request.ts";

const OFFER =
  "Try **show me a table**, **write code**, **make a list**, **tell me a long story**, ask **how do the limits work**, or have a tool called: **what time is it in Tokyo, and how much have I left?**";

export function greetingAnswers({ turn }: Ask): string[] {
  if (turn > 1)
    return ["Hello again! What shall we look at next?", "Still here, and happy to go on. What would you like?"];
  return [
    `Hello! Nice to meet you. ${OFFER}`,
    `Hi there! Everything is set up, and the answer you are reading is being streamed word by word.\n\n${OFFER}`,
    `Welcome! Ask me anything, or take one of these for a start.\n\n${OFFER}`,
  ];
}

export function thanksAnswers(): string[] {
  return [
    "You are welcome! Is there anything else?",
    "Glad that it helped. I am here if something else comes up.",
    "My pleasure. Have a good day!",
  ];
}

export function identityAnswers(): string[] {
  const swap =
    "Set `OPENAI_API_KEY`, start the server again, and a real model takes my place without a change to the code.";
  return [
    `I am a stand-in for a model: a small server on this machine that speaks the provider's protocol and costs nothing. ${swap}`,
    `Not a real model, I am afraid. I pick prepared texts by the words in your question, and stream them as a provider would. ${swap}`,
  ];
}
