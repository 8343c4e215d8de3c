/** The loop of steps, the tools that it runs, and the calls that it reads. */
import { of } from "./mutant.ts";

export const inTheSteps = [
  ...of("chat/steps", "chat/steps", [
    ["a further step is not held for", "    await extendHold(reply, turns);\n", ""],
    ["a further step is held for, and nobody waits for the answer", "await hold.extend(", "void hold.extend("],
    ["one step more than the plan has", "record.steps >= input.maxSteps", "record.steps > input.maxSteps"],
    ["what tools gave is not held for", "textsSent({ ...input, turns })", "textsSent(input)"],
    ["a reply that ended while its hold grew goes on", ");\n  deadline.signal.throwIfAborted();\n}", ");\n}"],
    ["reasoning does not go back", "...(at === 0 && { reasoning }), ", ""],
    ["words before calls do not go back", 'return said === "" ? turns :', "return turns.length > 0 ? turns :"],
  ]),
  ...of("chat/run-tools", "chat/run-tools", [
    ["a tool runs that was not offered", "run.tools.some((offered) => offered.name === name)", "true"],
    ["a tool may answer as much as it likes", "if (Buffer.byteLength(text) > tool.outputBytes)", "if (false)"],
    ["a tool has no deadline", "setTimeout(() => over.abort(), tool.deadlineMs)", "setTimeout(() => {}, 0)"],
    ["what a tool throws is told", 'error instanceof ToolError ? error.message : "The tool failed."', "String(error)"],
    ["a reply that ended begins a tool", "  signal.throwIfAborted();\n  const over", "  const over"],
    ["the end of the reply is an error of the tool", "    run.signal.throwIfAborted();\n", ""],
    ["a provider gets any name", 'name.replaceAll(/[^\\w-]/g, "_").slice(0, 64)', "name"],
  ]),
  ...of("chat/tool-arguments", "chat/run-tools", [
    [
      "arguments are not checked",
      "const { data, error } = input.safeParse(withoutNulls(shown));",
      "const [data, error] = [shown as never, undefined as never];",
    ],
    ["a list is an object", " || Array.isArray(shown)", ""],
  ]),
  ...of("chat/answer-parts", "chat/answer-parts", [
    ["an interrupted call is told", 'if (state !== "output-available" && state !== "output-error") return [];', ""],
    ["a message may have any number of parts", ".max(256)", ""],
  ]),
  ...of("chat/offered-tools", "chat/answer-parts", [
    ["tools are offered to a model that calls none", "!model?.tools || maxSteps < 2", "maxSteps < 2"],
    ["tools are offered where there is one step", "!model?.tools || maxSteps < 2", "!model?.tools"],
  ]),
  ...of("chat/provider/heard-calls", "chat/provider/completions-calls", [
    ["two calls at one place are one", "known && !isAnother(known, piece)", "known"],
    ["what is repeated at the end counts twice", "input === call.input || !input.trim()", "!input.trim()"],
    ["any number of calls is run", "named.slice(0, MOST_CALLS)", "named"],
    ["arguments are no output", "  part.hidden += text;\n", ""],
    ["arguments are no tokens", "  part.deltas += 1;\n", ""],
    [
      "one id is one call",
      "ids).some((id) => call.ids.has(id)) && isAt(call, index)",
      "ids).some((id) => call.ids.has(id))",
    ],
  ]),
];
