/** No safeguard: the chat route of the AI SDK's documentation, with the model picker of AI Elements. */
import type { UIMessage } from "ai";

import { answers } from "./ai-sdk.ts";
import { DEFAULT_MODEL, type Route, type Surroundings } from "./route.ts";

export function none(surroundings: Surroundings): Route {
  const answer = answers(surroundings);
  return async (request) => {
    const { messages, model = DEFAULT_MODEL } = (await request.json()) as { messages: UIMessage[]; model?: string };
    return answer({ model, messages });
  };
}
