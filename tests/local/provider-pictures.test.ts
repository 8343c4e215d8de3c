/** What the stand-in says of pictures, and what it bills for them. */
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { nameOf } from "../../lib/local/colour-names.ts";
import { type LocalProvider, startLocalProvider } from "../../lib/local/provider.ts";
import { dataUrl, pictures, png } from "../support/chat/pictures.ts";
import { safeguardsJson } from "../support/config.ts";

const model = "gpt-6-luna";
const MOST = 3_000;
let provider: LocalProvider;
let client: OpenAI;

beforeAll(async () => {
  vi.stubEnv("SAFEGUARDS_JSON", safeguardsJson({ models: { [model]: { images: true, imageTokens: MOST } } }));
  provider = await startLocalProvider({ msPerWord: 0 });
  client = new OpenAI({ baseURL: provider.baseUrl, apiKey: provider.apiKey, maxRetries: 0, logLevel: "off" });
});
afterAll(() => provider.close());

const look = (...urls: string[]) =>
  client.responses.create({
    model,
    input: [
      {
        role: "user",
        content: [
          { type: "input_text", text: "What is this?" },
          ...urls.map((image_url) => ({ type: "input_image" as const, image_url, detail: "high" as const })),
        ],
      },
    ],
  });

describe("the names of colours", () => {
  it.each([
    [[250, 10, 20], "red"],
    [[250, 140, 0], "orange"],
    [[240, 230, 20], "yellow"],
    [[20, 160, 40], "green"],
    [[30, 200, 200], "turquoise"],
    [[20, 60, 220], "blue"],
    [[130, 40, 220], "violet"],
    [[250, 60, 180], "pink"],
    [[128, 130, 126], "grey"],
    [[3, 4, 5], "black"],
    [[250, 250, 246], "white"],
  ] as const)("%j is %s", (colour, name) => {
    expect(nameOf([...colour])).toBe(name);
  });
});

describe("a picture", () => {
  it.each([
    ["png", "image/png", png(40, 30, { colour: [20, 60, 220] }), "PNG of **40 × 30 pixels**, mostly **blue**"],
    ["jpeg", "image/jpeg", pictures.jpeg, "JPEG of **16 × 8 pixels**"],
    ["webp", "image/webp", pictures.webp, "WebP of **16 × 8 pixels**"],
    ["gif", "image/gif", pictures.gif, "GIF of **16 × 8 pixels**"],
  ])("is described: %s", async (_, type, bytes, expected) => {
    expect((await look(dataUrl(bytes, type))).output_text).toContain(expected);
  });

  it("is billed by its size, and never above what the model can cost", async () => {
    const tokens = async (...urls: string[]) => (await look(...urls)).usage?.input_tokens ?? 0;
    const without = await tokens();
    expect((await tokens(dataUrl(png(320, 320)))) - without).toBe(Math.ceil((MOST * 100) / 1_536));
    expect((await tokens(dataUrl(png(2_048, 768)))) - without).toBe(MOST);
    expect((await tokens(dataUrl(png()), dataUrl(png()))) - without).toBe(2 * Math.ceil((MOST * 1) / 1_536));
  });

  it("is seen in Chat Completions as well, and beside other pictures", async () => {
    const image = (bytes: Buffer) => ({ type: "image_url" as const, image_url: { url: dataUrl(bytes) } });
    const content = [{ type: "text" as const, text: "And these?" }, image(png(8, 8)), image(png(9, 9))];
    const { choices } = await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
    expect(choices[0]?.message.content).toContain("2 pictures");
    expect(choices[0]?.message.content).toContain("9 × 9");
  });

  it.each(["https://example.com/a.png", "data:image/svg+xml;base64,AAAA", "data:image/png;base64,AAAA"])(
    "is refused when it is none, and nothing is fetched: %s",
    async (url) => {
      await expect(look(url)).rejects.toMatchObject({ status: 400 });
    },
  );
});
