/** Calls of tools as servers of Chat Completions really send them: each case is what some server did, by public reports. */
import { describe, expect, it } from "vitest";

import { completions } from "../../../lib/chat/provider/completions-events.ts";
import { readParts } from "../../support/provider/read-parts.ts";

type Piece = { index?: number; id?: string | null; name?: string | null; input?: unknown };

const usage = { prompt_tokens: 40, completion_tokens: 20, total_tokens: 60 };
const piece = ({ index, id, name, input }: Piece) => {
  return { index, id, type: "function", function: { name, arguments: input } };
};
const delta = (fields: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: fields, finish_reason }],
});
const calls = (...pieces: Piece[]) => delta({ tool_calls: pieces.map(piece) });
const end = (reason = "tool_calls") => [delta({}, reason), { choices: [], usage }];
const read = (...chunks: object[]) => readParts(completions, chunks);

const PARIS = '{"city":"Paris"}';
const ROME = '{"city":"Rome"}';
const paris = { name: "weather", input: PARIS };
const rome = { name: "weather", input: ROME };
const time = { name: "current_time", input: "{}" };

describe("one call", () => {
  it.each<[string, object[]]>([
    [
      "in pieces",
      [
        calls({ index: 0, id: "c1", name: "weather", input: "" }),
        ...[...PARIS].map((input) => calls({ index: 0, input })),
      ],
    ],
    ["whole in one chunk", [calls({ index: 0, id: "c1", name: "weather", input: PARIS })]],
    [
      "without an index",
      [calls({ id: "c1", name: "weather", input: '{"city":' }), calls({ id: "c1", input: '"Paris"}' })],
    ],
    [
      "without an id",
      [calls({ index: 0, name: "weather", input: '{"city":' }), calls({ index: 0, input: '"Paris"}' })],
    ],
    ["without either", [calls({ name: "weather", input: '{"city":' }), calls({ input: '"Paris"}' })]],
    [
      "with id and name in each piece",
      [
        calls({ index: 0, id: "c1", name: "weather", input: '{"city":' }),
        calls({ index: 0, id: "c1", name: "weather", input: '"Paris"}' }),
      ],
    ],
    [
      "with empty id and name in later pieces",
      [
        calls({ index: 0, id: "c1", name: "weather", input: '{"city":' }),
        calls({ index: 0, id: "", name: "", input: '"Paris"}' }),
      ],
    ],
    [
      "with null id and name in later pieces",
      [
        calls({ index: 0, id: "c1", name: "weather", input: null }),
        calls({ index: 0, id: null, name: null, input: PARIS }),
      ],
    ],
    [
      "with a new id for each piece",
      [
        calls({ index: 0, id: "c1", name: "weather", input: '{"city":' }),
        calls({ index: 0, id: "c2", input: '"Paris"}' }),
      ],
    ],
    [
      "with its name last",
      [
        calls({ index: 0, id: "c1", name: "", input: "" }),
        calls({ index: 0, id: "c1", name: "weather", input: PARIS }),
      ],
    ],
    [
      "with its name in pieces",
      [
        calls({ index: 0, id: "c1", name: "wea" }),
        calls({ index: 0, name: "ther" }),
        calls({ index: 0, input: PARIS }),
      ],
    ],
    [
      "repeated whole at the end",
      [
        calls({ index: 0, id: "c1", name: "weather", input: '{"city":' }),
        calls({ index: 0, input: '"Paris"}' }),
        calls({ index: 0, id: "c1", name: "weather", input: PARIS }),
      ],
    ],
    [
      "repeated as a message beside each delta",
      [
        {
          choices: [
            {
              index: 0,
              delta: { tool_calls: [piece({ index: 0, id: "c1", name: "weather", input: PARIS })] },
              message: { tool_calls: [piece({ id: "c1", name: "weather", input: PARIS })] },
            },
          ],
        },
      ],
    ],
    ["with a value in place of text", [calls({ index: 0, id: "c1", name: "weather", input: { city: "Paris" } })]],
    [
      "with an empty value first",
      [calls({ index: 0, id: "c1", name: "weather", input: {} }), calls({ index: 0, input: { city: "Paris" } })],
    ],
    [
      "in the older form",
      [
        delta({ function_call: { name: "weather", arguments: '{"city":' } }),
        delta({ function_call: { arguments: '"Paris"}' } }),
      ],
    ],
  ])("is read %s", async (_, chunks) => {
    expect(await read(...chunks, ...end())).toMatchObject({ calls: [paris], finish: "tool-calls", fault: undefined });
  });

  it.each<[string, unknown]>([
    ["an empty text", ""],
    ["nothing", undefined],
    ["null", null],
    ["an empty object", {}],
    ["the text of an empty object", "{}"],
  ])("without arguments may send %s", async (_, input) => {
    const { calls: heard } = await read(calls({ index: 0, id: "c1", name: "current_time", input }), ...end());
    expect(heard).toEqual([time]);
  });

  it("keeps arguments that are no JSON as they came: whoever runs it says so", async () => {
    const { calls: heard } = await read(calls({ index: 0, id: "c1", name: "weather", input: '{"city":' }), ...end());
    expect(heard).toEqual([{ name: "weather", input: '{"city":' }]);
  });

  it("counts as output that is not shown, each piece as a token at least", async () => {
    const told = await read(
      calls({ index: 0, id: "c1", name: "weather", input: '{"city":' }),
      calls({ index: 0, input: '"Paris"}' }),
      ...end(),
    );
    expect(told).toMatchObject({ text: "", hidden: `weather${PARIS}`, deltas: 3 });
  });
});

it("keeps what a server wants back with a call, and takes no text for it", async () => {
  const extra_content = { google: { thought_signature: "AY89" } };
  const signed = { tool_calls: [{ ...piece({ index: 0, id: "c1", name: "weather", input: PARIS }), extra_content }] };
  const { calls: heard, hidden } = await read(delta(signed), ...end());
  expect(heard).toEqual([{ ...paris, extra: JSON.stringify(extra_content) }]);
  expect(hidden).not.toContain("AY89");
  const odd = {
    tool_calls: [{ ...piece({ index: 0, id: "c1", name: "weather", input: PARIS }), extra_content: "text" }],
  };
  expect((await read(delta(odd), ...end())).calls).toEqual([paris]);
});

describe("several calls", () => {
  it.each<[string, object[]]>([
    [
      "one after the other",
      [
        calls({ index: 0, id: "c1", name: "weather", input: PARIS }),
        calls({ index: 1, id: "c2", name: "weather", input: '{"city":' }),
        calls({ index: 1, input: '"Rome"}' }),
      ],
    ],
    [
      "in turns",
      [
        calls({ index: 0, id: "c1", name: "weather", input: '{"city":' }),
        calls({ index: 1, id: "c2", name: "weather", input: '{"city":' }),
        calls({ index: 0, input: '"Paris"}' }),
        calls({ index: 1, input: '"Rome"}' }),
      ],
    ],
    [
      "in one chunk",
      [
        calls(
          { index: 0, id: "c1", name: "weather", input: PARIS },
          { index: 1, id: "c2", name: "weather", input: ROME },
        ),
      ],
    ],
    ["in one chunk without index and id", [calls({ name: "weather", input: PARIS }, { name: "weather", input: ROME })]],
    [
      "in pieces by place without index and id",
      [
        calls({ name: "weather", input: '{"city":' }, { name: "weather", input: '{"city":' }),
        calls({ input: '"Paris"}' }, { input: '"Rome"}' }),
      ],
    ],
    [
      "all with one index",
      [
        calls({ index: 0, id: "c1", name: "weather", input: PARIS }),
        calls({ index: 0, id: "c2", name: "weather", input: ROME }),
      ],
    ],
    [
      "all with one index and without an id",
      [calls({ index: 0, name: "weather", input: PARIS }), calls({ index: 0, name: "weather", input: ROME })],
    ],
    [
      "all with one id",
      [
        calls({ index: 0, id: "call", name: "weather", input: PARIS }),
        calls({ index: 1, id: "call", name: "weather", input: ROME }),
      ],
    ],
    [
      "without index and id, chunk by chunk",
      [calls({ name: "weather", input: PARIS }), calls({ name: "weather", input: ROME })],
    ],
  ])("are read %s", async (_, chunks) => {
    expect((await read(...chunks, ...end())).calls).toEqual([paris, rome]);
  });

  it("are kept apart by their names where nothing else does it", async () => {
    const chunks = [calls({ name: "current_time", input: "{}" }), calls({ name: "weather", input: PARIS })];
    expect((await read(...chunks, ...end())).calls).toEqual([time, paris]);
  });

  it("are passed on up to eight", async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      index,
      id: `c${index}`,
      name: "weather",
      input: `{"n":${index}}`,
    }));
    const { calls: heard } = await read(calls(...many), ...end());
    expect(heard.map(({ input }) => input)).toEqual(many.slice(0, 8).map(({ input }) => input));
  });
});

describe("the end of an answer with calls", () => {
  const call = calls({ index: 0, id: "c1", name: "weather", input: PARIS });

  it.each(["tool_calls", "function_call", "stop", "end_turn", "STOP"])(
    "is one, when the server says %s",
    async (reason) => {
      expect(await read(call, ...end(reason))).toMatchObject({ calls: [paris], finish: "tool-calls" });
    },
  );

  it.each([
    ["length", "length"],
    ["content_filter", "content-filter"],
  ])("is none of calls, when the server says %s: they may have been cut", async (reason, finish) => {
    expect(await read(call, ...end(reason))).toMatchObject({ calls: [], finish });
  });

  it("may be the mark of the end alone, without a reason and figures", async () => {
    const done = new TextEncoder().encode(`data: ${JSON.stringify(call)}\n\ndata: [DONE]\n\n`);
    const { replyParts } = await import("../../../lib/chat/provider/reply-parts.ts");
    const response = new Response(done, { headers: { "content-type": "text/event-stream" } });
    const parts = [];
    for await (const part of replyParts(response, completions)) parts.push(part);
    expect(parts.at(-1)).toMatchObject({ calls: [paris], finish: "tool-calls", isLast: true });
  });

  it("is a fault, when the stream closes amid a call", async () => {
    expect(await read(calls({ index: 0, id: "c1", name: "weather", input: '{"ci' }))).toMatchObject({
      finish: null,
      calls: [],
    });
  });

  it("has the words before them as well", async () => {
    const told = await read(delta({ content: "Let me look." }), call, ...end());
    expect(told).toMatchObject({ text: "Let me look.", calls: [paris], finish: "tool-calls" });
  });

  it("is a plain stop, when tool_calls is empty or null", async () => {
    for (const tool_calls of [[], null])
      expect(await read(delta({ content: "Hi.", tool_calls }), ...end("stop"))).toMatchObject({
        calls: [],
        finish: "stop",
      });
  });
});

it("takes no call of another choice than the one that is shown", async () => {
  const other = {
    choices: [{ index: 1, delta: { tool_calls: [piece({ index: 0, id: "x", name: "weather", input: ROME })] } }],
  };
  expect((await read(calls({ index: 0, id: "c1", name: "weather", input: PARIS }), other, ...end())).calls).toEqual([
    paris,
  ]);
});

describe("a whole document", () => {
  const document = (message: object, finish_reason = "tool_calls") => {
    const choices = [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason }];
    return readParts(completions, [{ object: "chat.completion", choices, usage }], "application/json");
  };

  it("holds calls, with one id or none as well", async () => {
    for (const id of ["call", "", undefined]) {
      const tool_calls = [PARIS, ROME].map((input) =>
        piece({ ...(id !== undefined && { id }), name: "weather", input }),
      );
      expect(await document({ tool_calls })).toMatchObject({ calls: [paris, rome], finish: "tool-calls" });
    }
  });

  it("holds a call in the older form", async () => {
    const function_call = { name: "weather", arguments: PARIS };
    expect(await document({ function_call }, "function_call")).toMatchObject({ calls: [paris], finish: "tool-calls" });
  });
});
