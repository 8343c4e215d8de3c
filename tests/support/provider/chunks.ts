/** The chunks of one streamed answer, as OpenAI's Chat Completions API writes them. */
import type { End, Reply } from "./events.ts";
import type { Usage } from "./provider.ts";

export function startOf(reply: Reply): string {
  return choiceChunk(reply, { role: "assistant", content: "", refusal: null });
}

export function wordEvent(word: string, reply: Reply): string {
  return choiceChunk(reply, { content: word });
}

/** Each event is one token. */
export function callEvents(reply: Reply): string[] {
  return (reply.calls ?? []).flatMap(({ name, input }, index) => {
    const begin = { index, id: `call_${index}`, type: "function", function: { name, arguments: "" } };
    const pieces = input.match(/.{1,4}/gsu) ?? [];
    const all = [begin, ...pieces.map((piece) => ({ index, function: { arguments: piece } }))];
    return all.map((call) => choiceChunk(reply, { tool_calls: [call] }));
  });
}

export function endOf(reply: Reply, { usage, cut, failure }: End): string {
  if (failure) return event({ error: { code: failure, message: "The stand-in was told to fail" } });
  const bill = usage ? chunk(reply, { choices: [], usage: usageOf(usage) }) : "";
  const reason = reply.calls?.length ? "tool_calls" : "stop";
  return choiceChunk(reply, {}, cut ? "length" : reason) + bill + "data: [DONE]\n\n";
}

function usageOf({ input, cachedInput, cacheWrite = 0, output }: Usage) {
  return {
    prompt_tokens: input,
    prompt_tokens_details: { cached_tokens: cachedInput, cache_write_tokens: cacheWrite },
    completion_tokens: output,
    completion_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

function choiceChunk(reply: Reply, delta: object, finish_reason: string | null = null): string {
  return chunk(reply, { choices: [{ index: 0, delta, logprobs: null, finish_reason }], usage: null });
}

function chunk({ id, model }: Reply, fields: object): string {
  return event({ id, object: "chat.completion.chunk", created: 1_700_000_000, model, ...fields });
}

function event(fields: object): string {
  return `data: ${JSON.stringify(fields)}\n\n`;
}
