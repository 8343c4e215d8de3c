/** Pictures on their way from a request's body to what the provider is sent. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Turn } from "../../../lib/chat/chat-input.ts";
import { chatUser } from "../../support/users.ts";
import { filePart, pictures, png, pngBomb, pngChunk } from "../../support/chat/pictures.ts";
import { safeguardsJson } from "../../support/config.ts";
import { freshEnvironment } from "../../support/fresh.ts";

const SEES = { images: true, imageTokens: 1_000 };

beforeEach(() => inForce());
afterEach(() => vi.unstubAllEnvs());

function inForce(patch: object = {}): void {
  const models = { "gpt-6-luna": SEES, "gpt-5-mini": { images: false } };
  const plans = { member: { images: 2 } };
  freshEnvironment({ SAFEGUARDS_JSON: safeguardsJson({ models, plans, limits: { imageBytes: 20_000 }, ...patch }) });
}

type Parts = { type: string; [field: string]: unknown }[];
const text = (words: string) => ({ type: "text", text: words });
const user = (...parts: Parts) => ({ id: "m", role: "user", parts });
const assistant = (...parts: Parts) => ({ id: "a", role: "assistant", parts });

async function parse(messages: object[], { model = "gpt-6-luna", plan = "member" } = {}) {
  const { parseChatRequest } = await import("../../../lib/chat/chat-request.ts");
  const body = JSON.stringify({ id: "c", messages, trigger: "submit-message", model });
  const request = new Request("http://chat.test/api/chat", { method: "POST", body });
  return parseChatRequest(request, { ...chatUser(), plan }).catch(
    ({ code, detail }: { code: string; detail: string }) => `${code}: ${detail}`,
  );
}

/** Pictures that can be told apart. */
const picture = (red: number) => filePart(png(16, 8, { colour: [red, 0, 0] }));
const sent = (red: number) => ({ mediaType: "image/png", dataUrl: picture(red).url });

describe("a question with pictures", () => {
  it("brings them, and how many there are", async () => {
    expect(await parse([user(picture(1), text("Which is a cat?"), picture(2))])).toMatchObject({
      turns: [{ role: "user", content: "Which is a cat?", pictures: [sent(1), sent(2)] }],
      images: 2,
    });
  });

  it("needs no words", async () => {
    expect(await parse([user(picture(1))])).toMatchObject({ turns: [{ content: "", pictures: [sent(1)] }], images: 1 });
  });

  it("may have each kind", async () => {
    for (const [name, type] of [
      ["jpeg", "image/jpeg"],
      ["webp", "image/webp"],
      ["gif", "image/gif"],
    ] as const)
      expect(await parse([user(filePart(pictures[name], type))])).toMatchObject({ images: 1 });
  });

  it("has none when it has none", async () => {
    const input = await parse([user(text("Hello"))]);
    expect(input).toMatchObject({ turns: [{ role: "user", content: "Hello" }], images: 0 });
    expect(Object.keys((input as { turns: object[] }).turns[0] ?? {})).toEqual(["role", "content"]);
  });
});

describe("refuses", () => {
  it.each<[string, object[], object, RegExp]>([
    [
      "more than the plan has",
      [user(picture(1), picture(2), picture(3))],
      {},
      /^invalid_request: A message can have 2/,
    ],
    ["any on a plan without", [user(picture(1))], { plan: "guest" }, /^invalid_request: Your plan has no pictures/],
    [
      "any to a model that does not see",
      [user(picture(1))],
      { model: "gpt-5-mini" },
      /^invalid_request: This model sees no/,
    ],
    ["one that is none", [user(filePart(Buffer.from("<svg/>")))], {}, /^invalid_request: This picture cannot be used/],
    [
      "one that is none, in an earlier question",
      [user(filePart(pngBomb(9_000, 9_000))), user(text("Hi"))],
      {},
      /too many pixels/,
    ],
    ["one of too many bytes", [user(filePart(Buffer.alloc(20_001)))], {}, /^body_too_large: A picture can have 19 KB/],
    [
      "one of the assistant's",
      [assistant(picture(1)), user(text("Hi"))],
      {},
      /^invalid_request: The body does not fit at: messages.0.parts.0/,
    ],
    [
      "one that names its provider's file",
      [user({ ...picture(1), providerReference: { openai: "file-1" } })],
      {},
      /^invalid_request: The body does not fit at/,
    ],
    [
      "a knob that costs",
      [user({ ...picture(1), detail: "original" })],
      {},
      /^invalid_request: The body does not fit at/,
    ],
    [
      "another file",
      [user(filePart(Buffer.from("%PDF-1.7"), "application/pdf"))],
      {},
      /^invalid_request: Pictures can be/,
    ],
  ])("%s", async (_, messages, how, told) => {
    expect(await parse(messages, how)).toMatch(told);
  });
});

describe("a conversation with more pictures than one request may have", () => {
  it("loses the oldest", async () => {
    const messages = [
      user(picture(1), text("One")),
      assistant(text("A")),
      user(picture(2), text("Two")),
      user(picture(3)),
    ];
    expect(await parse(messages)).toMatchObject({
      images: 2,
      turns: [{ content: "One" }, { content: "A" }, { content: "Two", pictures: [sent(2), sent(3)] }],
    });
  });

  it("loses a turn that was nothing else", async () => {
    const messages = [user(picture(1)), assistant(text("A cat.")), user(picture(2), picture(3), text("And these?"))];
    expect(await parse(messages)).toMatchObject({ images: 2, turns: [{ content: "And these?" }] });
  });

  it("loses all for a model that does not see", async () => {
    const messages = [user(picture(1), text("One")), assistant(text("A")), user(text("Two"))];
    const input = await parse(messages, { model: "gpt-5-mini" });
    expect(input).toMatchObject({ images: 0, turns: [{ content: "One" }, { content: "A" }, { content: "Two" }] });
  });

  it("loses those of turns that the plan has no room for", async () => {
    const messages = [user(picture(1), text("x".repeat(33_000))), assistant(text("A")), user(text("Two"))];
    expect(await parse(messages)).toMatchObject({ images: 0, turns: [{ content: "Two" }], leftOut: 2 });
  });

  it("leaves less room for words where the model has little", async () => {
    inForce({ models: { "gpt-6-luna": { ...SEES, contextTokens: 4_100 } } });
    const messages = (...more: Parts) => [
      user(text("x".repeat(1_500))),
      assistant(text("A")),
      user(text("Two"), ...more),
    ];
    expect(await parse(messages())).toMatchObject({ leftOut: 0 });
    expect(await parse(messages(picture(1)))).toMatchObject({ leftOut: 2 });
  });
});

describe("the provider is sent", () => {
  const turns: Turn[] = [
    { role: "user", content: "Which?", pictures: [{ mediaType: "image/png", dataUrl: "data:image/png;base64,AAAA" }] },
    { role: "assistant", content: "None." },
    { role: "user", content: "", pictures: [{ mediaType: "image/gif", dataUrl: "data:image/gif;base64,AAAA" }] },
  ];

  it("the picture itself, in a detail that we set: Responses", async () => {
    const { responsesItems } = await import("../../../lib/chat/provider/responses-items.ts");
    expect(responsesItems(turns)).toEqual([
      {
        role: "user",
        content: [
          { type: "input_text", text: "Which?" },
          { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "high" },
        ],
      },
      { role: "assistant", content: "None." },
      { role: "user", content: [{ type: "input_image", image_url: "data:image/gif;base64,AAAA", detail: "high" }] },
    ]);
  });

  it("the same in Chat Completions", async () => {
    const { completionsMessages } = await import("../../../lib/chat/provider/completions-messages.ts");
    expect(completionsMessages(turns)).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Which?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "high" } },
        ],
      },
      { role: "assistant", content: "None." },
      {
        role: "user",
        content: [{ type: "image_url", image_url: { url: "data:image/gif;base64,AAAA", detail: "high" } }],
      },
    ]);
  });
});

describe("a body", () => {
  it("may be as much longer as the plan's pictures are", async () => {
    inForce({ limits: { imageBytes: 20_000, bodyBytes: 2_000 } });
    const large = filePart(png(16, 8, { chunks: [pngChunk("tEXt", Buffer.alloc(19_000))] }));
    expect(await parse([user(large, text("Hi"))])).toMatchObject({ images: 1 });
    expect(await parse([user(picture(1), text("x".repeat(56_000)))])).toBe("body_too_large: The request is too large");
    expect(await parse([user(text("x".repeat(3_000)))], { plan: "guest" })).toBe(
      "body_too_large: The request is too large",
    );
  });
});
