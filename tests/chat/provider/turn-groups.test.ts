import { describe, expect, it } from "vitest";

import type { Turn } from "../../../lib/chat/chat-input.ts";
import { completionsMessages } from "../../../lib/chat/provider/completions-messages.ts";
import { responsesItems } from "../../../lib/chat/provider/responses-items.ts";

const use = (number: number, step: number): Turn => {
  return {
    role: "tool",
    step,
    callId: `call0000${number}`,
    name: "clock",
    input: `{"n":${number}}`,
    output: `o${number}`,
  };
};
const user: Turn = { role: "user", content: "What time is it?" };
const assistant: Turn = { role: "assistant", content: "Let me look." };

describe("a conversation with calls of tools", () => {
  const turns = [user, assistant, use(1, 1), use(2, 1), use(3, 2), { ...assistant, content: "Noon." }, user];

  it("is items of the Responses protocol, calls of one step together", () => {
    const call = (number: number) => {
      return { type: "function_call", call_id: `call0000${number}`, name: "clock", arguments: `{"n":${number}}` };
    };
    const output = (number: number) => {
      return { type: "function_call_output", call_id: `call0000${number}`, output: `o${number}` };
    };
    const [said, answered] = [assistant, { role: "assistant", content: "Noon." }];
    const items = [user, said, call(1), call(2), output(1), output(2), call(3), output(3), answered, user];
    expect(responsesItems(turns)).toEqual(items);
  });

  it("is messages of Chat Completions, one with all calls of a step and what was said before them", () => {
    const call = (number: number) => {
      return { id: `call0000${number}`, type: "function", function: { name: "clock", arguments: `{"n":${number}}` } };
    };
    const output = (number: number) => ({ role: "tool", tool_call_id: `call0000${number}`, content: `o${number}` });
    expect(completionsMessages(turns)).toEqual([
      user,
      { role: "assistant", content: "Let me look.", tool_calls: [call(1), call(2)] },
      output(1),
      output(2),
      { role: "assistant", content: null, tool_calls: [call(3)] },
      output(3),
      { role: "assistant", content: "Noon." },
      user,
    ]);
  });

  it("is the same messages as ever where there are none", () => {
    expect(responsesItems([user, assistant, user])).toEqual([user, assistant, user]);
    expect(completionsMessages([user, assistant, user])).toEqual([user, assistant, user]);
  });
});
