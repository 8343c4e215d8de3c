/** MODERATION=1: what is asked of the endpoint, and that no answer but a clear one lets a question through. */
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import type { Picture } from "../../lib/chat/chat-input.ts";
import { safeguardsJson } from "../support/config.ts";
import { freshEnvironment } from "../support/fresh.ts";
import { CANARY } from "../support/words.ts";

type Answer = (response: ServerResponse) => unknown;
const verdicts =
  (...flags: boolean[]): Answer =>
  (response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ id: "modr-1", results: flags.map((flagged) => ({ flagged, categories: {} })) }));
const refusing =
  (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ error: { code, message: "told to" } }));

let server: Server;
let url: string;
let answer: Answer;
let asked: unknown[] = [];
const noted: unknown[] = [];
const counted: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push([request.url, request.headers.authorization, JSON.parse(body)]);
      return answer(response);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  noted.length = 0;
  counted.length = 0;
});

async function check(
  contents: string[],
  { pictures = [] as Picture[], variables = {}, seconds = 15, gone = new AbortController().signal } = {},
) {
  freshEnvironment({
    MODERATION: "1",
    OPENAI_BASE_URL: url,
    SAFEGUARDS_JSON: safeguardsJson({ limits: { moderationSeconds: seconds } }),
    ...variables,
  });
  vi.doMock("../../lib/http/after-response.ts", () => ({ afterResponse: () => {} }));
  vi.doMock("../../lib/http/tally.ts", () => ({ tally: (field: string) => void counted.push(field) }));
  vi.doMock("../../lib/usage/note-provider.ts", () => ({
    noteProvider: ({ concerns }: { concerns: string }, { model }: { model: string }) =>
      void noted.push([concerns, model]),
  }));
  const { requireHarmless } = await import("../../lib/chat/moderation.ts");
  return requireHarmless({ contents, pictures }, gone).then(
    () => "passed",
    ({ code, resetAtMs }: { code: string; resetAtMs?: number }) =>
      resetAtMs === undefined ? code : `${code} for ${Math.round((resetAtMs - Date.now()) / 1000)} s`,
  );
}

it("is not asked unless it is turned on", async () => {
  answer = verdicts(true);
  expect(await check(["Hello?"], { variables: { MODERATION: "0" } })).toBe("passed");
  expect(asked).toEqual([]);
});

it("is asked about the question, with the key of the built-in provider", async () => {
  answer = verdicts(false);
  expect(await check(["Hello?"])).toBe("passed");
  const body = { model: "omni-moderation-latest", input: "Hello?" };
  expect(asked).toEqual([["/v1/moderations", `Bearer ${CANARY}`, body]]);
  expect([counted, noted]).toEqual([[], []]);
});

it("is asked about what came before as well, which is the client's word", async () => {
  answer = verdicts(false, false);
  expect(await check(["One", "Two", "Three"])).toBe("passed");
  expect(asked).toEqual([
    [expect.anything(), expect.anything(), expect.objectContaining({ input: ["One\n\nTwo", "Three"] })],
  ]);
});

const cat: Picture = { mediaType: "image/png", dataUrl: "data:image/png;base64,AAAA" };
const dog: Picture = { mediaType: "image/png", dataUrl: "data:image/png;base64,BBBB" };

describe("pictures", () => {
  it("are asked about one by one, since the endpoint takes no more than one a call", async () => {
    answer = verdicts(false);
    expect(await check(["Which is a cat?"], { pictures: [cat, dog] })).toBe("passed");
    const inputs = asked.map((call) => (call as [string, string, { input: unknown }])[2].input);
    expect(inputs).toHaveLength(3);
    expect(inputs).toEqual(
      expect.arrayContaining([
        "Which is a cat?",
        [{ type: "image_url", image_url: { url: cat.dataUrl } }],
        [{ type: "image_url", image_url: { url: dog.dataUrl } }],
      ]),
    );
  });

  it("need no words beside them", async () => {
    answer = verdicts(false);
    expect(await check([""], { pictures: [cat] })).toBe("passed");
    expect(asked).toHaveLength(1);
  });

  it("refuse the question when one is flagged", async () => {
    let calls = 0;
    answer = (response) => verdicts((calls += 1) === 2)(response);
    expect(await check(["Hello?"], { pictures: [cat, dog] })).toBe("prompt_refused");
    expect([counted, noted]).toEqual([["moderation.flagged"], []]);
  });

  it("refuse the question when nobody can tell of one", async () => {
    let calls = 0;
    answer = (response) => ((calls += 1) === 2 ? response.destroy() : verdicts(false)(response));
    expect(await check(["Hello?"], { pictures: [cat, dog] })).toBe("provider_busy for 10 s");
  });
});

describe("a flag", () => {
  it.each<[string, boolean[], string[]]>([
    ["on the question", [true], ["Hello?"]],
    ["on the question alone", [false, true], ["One", "Two"]],
    ["on what came before", [true, false], ["One", "Two"]],
  ])("%s refuses it, counts it, and is nobody's failure", async (_, flags, contents) => {
    answer = verdicts(...flags);
    expect(await check(contents)).toBe("prompt_refused");
    expect([counted, noted]).toEqual([["moderation.flagged"], []]);
  });
});

describe("no clear answer refuses the question:", () => {
  const busy = "provider_busy for 10 s";
  const MODEL = "omni-moderation-latest";

  it.each<[string, Answer, string, string]>([
    [
      "too many requests",
      refusing(429, "rate_limit_exceeded", { "retry-after": "7" }),
      "provider_busy for 7 s",
      "health",
    ],
    ["an error of the server", refusing(500, "server_error"), busy, "health"],
    ["a key that may not moderate", refusing(401, "missing_scope"), busy, "configuration"],
    ["an endpoint that is not there", refusing(404, ""), busy, "configuration"],
    ["a redirect", (response) => response.writeHead(307, { location: "/elsewhere" }).end(), busy, "configuration"],
    ["no verdict", verdicts(), busy, "health"],
    ["a verdict too many", verdicts(false, false), busy, "health"],
    [
      "a verdict that is none",
      (response) =>
        response.writeHead(200, { "content-type": "application/json" }).end('{"results":[{"flagged":"no"}]}'),
      busy,
      "health",
    ],
    [
      "rubbish",
      (response) => response.writeHead(200, { "content-type": "application/json" }).end("<html>"),
      busy,
      "health",
    ],
    ["a connection that breaks", (response) => response.destroy(), busy, "health"],
  ])("%s", async (_, how, told, concerns) => {
    answer = how;
    expect(await check(["Hello?"])).toBe(told);
    expect([counted, noted]).toEqual([["moderation.failed"], [[concerns, MODEL]]]);
  });

  it("silence", async () => {
    answer = () => {};
    expect(await check(["Hello?"], { seconds: 0.5 })).toBe(busy);
    expect([counted, noted]).toEqual([["moderation.failed"], [["health", MODEL]]]);
  });

  it("a text that the endpoint refuses, which is the visitor's to change", async () => {
    answer = refusing(400, "context_length_exceeded");
    expect(await check(["Hello?"])).toBe("body_too_large");
    expect([counted, noted]).toEqual([[], []]);
  });

  it("a server that is not there", async () => {
    expect(await check(["Hello?"], { variables: { OPENAI_BASE_URL: "http://127.0.0.1:9/v1" } })).toBe(busy);
  });

  it("a client that has left, which is nobody's failure", async () => {
    answer = () => {};
    expect(await check(["Hello?"], { gone: AbortSignal.abort() })).toBe(busy);
    expect([counted, noted]).toEqual([[], []]);
  });
});
