/** What mood the provider is in during a soak. */
import { tokens } from "../../tests/support/app/questions.ts";
import type { Behaviour, Call } from "../../tests/support/provider/provider.ts";
import type { Random } from "../../tests/support/random.ts";

/** What makes it call tools. */
export const TOOLS_QUESTION = "What time is it, and how much have I left?";

const TOOL_CALLS = [
  { name: "current_time", input: '{"timezone":"Europe/Zurich"}' },
  { name: "my_limits", input: "{}" },
  { name: "current_time", input: '{"timezone":' },
] as const;

export function anyBehaviour(random: Random): Behaviour {
  const pace = { words: tokens(5 + random.below(60)), wordDelayMs: random.below(12), overrun: random.below(8) };
  const afterWords = random.below(20);
  const answer = { kind: "answer" as const, ...pace, ...toolCalls(random) };
  if (random.chance(0.6)) return answer;
  return random.pick<Behaviour>([
    { ...answer, usage: null },
    { kind: "fail", status: 500, code: "server_error" },
    { kind: "fail", status: 429, code: "rate_limit_exceeded" },
    { kind: "page", status: 502 },
    { kind: "drop" },
    { kind: "break", afterWords, ...pace },
    { kind: "garble", afterWords, ...pace },
    { kind: "stall", afterWords, ...pace },
    { kind: "failed", afterWords, code: "server_error", ...pace },
  ]);
}

/** Until it has heard enough, or for ever; a stubborn model calls even where it may not. */
function toolCalls(random: Random): Pick<Behaviour & { kind: "answer" }, "calls" | "callsWhen"> {
  const [enough, isStubborn] = [random.pick([1, 2, 4, Infinity]), random.chance(0.2)];
  const mayCall = ({ body }: Call) => isStubborn || body["tool_choice"] !== "none";
  return {
    calls: TOOL_CALLS.slice(0, 1 + random.below(TOOL_CALLS.length)),
    callsWhen: (call) => call.raw.includes(TOOLS_QUESTION) && outputsIn(call) < enough && mayCall(call),
  };
}

/** How many outputs of tools are sent to it: none in the first call of a reply. */
export function outputsIn({ raw }: Call): number {
  return raw.split('"type":"function_call_output"').length - 1;
}
