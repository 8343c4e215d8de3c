/** Calls of tools as servers of the Responses protocol really send them: each case is what some server did, by public reports. */
import { describe, expect, it } from "vitest";

import { responses } from "../../../lib/chat/provider/responses-events.ts";
import { readParts } from "../../support/provider/read-parts.ts";

const usage = { input_tokens: 40, output_tokens: 20, total_tokens: 60 };
const PARIS = '{"city":"Paris"}';
const ROME = '{"city":"Rome"}';
const paris = { name: "weather", input: PARIS };
const rome = { name: "weather", input: ROME };

const item = (at: number, input: string, fields: object = {}) => {
  return { type: "function_call", id: `fc_${at}`, call_id: `call_${at}`, name: "weather", arguments: input, ...fields };
};
const added = (at: number, fields: object = {}) => {
  return {
    type: "response.output_item.added",
    output_index: at,
    item: item(at, "", { status: "in_progress", ...fields }),
  };
};
const delta = (at: number, text: string, fields: object = {}) => {
  return {
    type: "response.function_call_arguments.delta",
    item_id: `fc_${at}`,
    output_index: at,
    delta: text,
    ...fields,
  };
};
const whole = (at: number, text: string, fields: object = {}) => {
  return {
    type: "response.function_call_arguments.done",
    item_id: `fc_${at}`,
    output_index: at,
    arguments: text,
    ...fields,
  };
};
const done = (at: number, text: string, fields: object = {}) => {
  return { type: "response.output_item.done", output_index: at, item: item(at, text, fields) };
};
const completed = (...output: object[]) => {
  return { type: "response.completed", response: { status: "completed", output, usage } };
};
const read = (...chunks: object[]) => readParts(responses, chunks);
const pieces = (at: number, text: string) => [...text].map((one) => delta(at, one));

describe("one call", () => {
  it.each<[string, object[]]>([
    ["as OpenAI sends it", [added(0), ...pieces(0, PARIS), whole(0, PARIS), done(0, PARIS), completed(item(0, PARIS))]],
    ["in the final event alone", [completed(item(0, PARIS))]],
    ["whole as an item, and an end without output", [done(0, PARIS), completed()]],
    [
      "without deltas, with an empty item at the end",
      [added(0), whole(0, PARIS), done(0, "{}"), completed(item(0, "{}"))],
    ],
    ["without its beginning", [...pieces(0, PARIS), done(0, PARIS), completed(item(0, PARIS))]],
    [
      "with its name at the end of its arguments",
      [...pieces(0, PARIS), whole(0, PARIS, { name: "weather" }), completed()],
    ],
    ["without an end of its own", [added(0), ...pieces(0, PARIS), completed()]],
    [
      "without ids",
      [added(0, { id: undefined, call_id: undefined }), delta(0, PARIS, { item_id: undefined }), completed()],
    ],
    [
      "without places",
      [
        ...[added(0), delta(0, PARIS), done(0, PARIS)].map((event) => ({ ...event, output_index: undefined })),
        completed(),
      ],
    ],
    ["at another place in the final event", [added(3), ...pieces(3, PARIS), done(3, PARIS), completed(item(3, PARIS))]],
    [
      "under other ids in the final event",
      [added(0), ...pieces(0, PARIS), completed(item(0, PARIS, { id: "x", call_id: "y" }))],
    ],
    ["with a value in place of text", [completed(item(0, PARIS, { arguments: { city: "Paris" } }))]],
    ["with a beginning that holds all", [added(0, { arguments: PARIS }), done(0, PARIS), completed(item(0, PARIS))]],
    ["after an empty delta", [added(0), delta(0, ""), ...pieces(0, PARIS), done(0, PARIS), completed(item(0, PARIS))]],
  ])("is read %s", async (_, events) => {
    expect(await read(...events)).toMatchObject({ calls: [paris], finish: "tool-calls", fault: undefined });
  });

  it("without arguments has an empty object", async () => {
    const events = [added(0), whole(0, ""), done(0, ""), completed(item(0, ""))];
    expect((await read(...events)).calls).toEqual([{ name: "weather", input: "{}" }]);
  });

  it("counts as output that is not shown, each piece as a token at least, and once", async () => {
    const told = await read(added(0), ...pieces(0, PARIS), whole(0, PARIS), done(0, PARIS), completed(item(0, PARIS)));
    expect(told).toMatchObject({ text: "", hidden: `weather${PARIS}`, deltas: 1 + PARIS.length });
  });
});

describe("several calls", () => {
  const both = [item(1, PARIS), item(2, ROME)];
  it.each<[string, object[]]>([
    [
      "one after the other",
      [added(1), ...pieces(1, PARIS), done(1, PARIS), added(2), ...pieces(2, ROME), done(2, ROME), completed(...both)],
    ],
    [
      "in turns",
      [
        added(1),
        added(2),
        delta(1, '{"city":'),
        delta(2, '{"city":'),
        delta(1, '"Paris"}'),
        delta(2, '"Rome"}'),
        completed(),
      ],
    ],
    [
      "in the final event, whose places are others",
      [added(1), ...pieces(1, PARIS), added(2), ...pieces(2, ROME), completed(...both)],
    ],
    ["in the final event alone", [completed(...both)]],
    [
      "all with one id",
      [completed(item(1, PARIS, { id: "fc", call_id: "c" }), item(2, ROME, { id: "fc", call_id: "c" }))],
    ],
  ])("are read %s", async (_, events) => {
    expect(await read(...events)).toMatchObject({ calls: [paris, rome], finish: "tool-calls" });
  });
});

describe("the end of an answer with calls", () => {
  it("is none of calls when it is incomplete: they may have been cut", async () => {
    const response = {
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      output: [item(0, '{"ci')],
      usage,
    };
    expect(await read({ type: "response.incomplete", response })).toMatchObject({ calls: [], finish: "length" });
  });

  it("has the words before them as well", async () => {
    const message = { id: "msg_0", type: "message", content: [{ type: "output_text", text: "Let me look." }] };
    expect(await read(completed(message, item(1, PARIS)))).toMatchObject({
      text: "Let me look.",
      calls: [paris],
      finish: "tool-calls",
    });
  });

  it("keeps the reasoning that the model wants to read again, once", async () => {
    const reasoning = { type: "reasoning", id: "rs_0", summary: [], encrypted_content: "gAAAA" };
    const events = [
      { type: "response.output_item.done", output_index: 0, item: reasoning },
      done(1, PARIS),
      completed(reasoning, item(1, PARIS)),
    ];
    expect(await read(...events)).toMatchObject({
      reasoning: [{ field: "encrypted_content", text: "gAAAA" }],
      calls: [paris],
      text: "",
    });
  });
});

it("reads calls from a whole document", async () => {
  const document = { object: "response", status: "completed", output: [item(0, PARIS), item(1, ROME)], usage };
  expect(await readParts(responses, [document], "application/json")).toMatchObject({
    calls: [paris, rome],
    finish: "tool-calls",
  });
});
