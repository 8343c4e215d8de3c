/** What the stand-in says of pictures, and what it bills for them. */
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { nameOf } from "../../lib/local/colour-names.ts";
import { type LocalProvider, startLocalProvider } from "../../lib/local/provider.ts";
import { dataUrl, pictures, png } from "../support/chat/pictures.ts";
import { safeguardsJson } from "../support/config.ts";

const model = "gpt-6-luna";
const MOST = 3_000;

/** A gradient from one blue to another, with a white square: its rows are predicted in several ways. */
const CANVAS = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAACgAAAAUCAYAAAD/Rn+7AAAETUlEQVR4AXyV/8ueUxzHX6/rL9Baa98sLNZaa62ZFRljUYqIiCIiJBP5C/wgJSXlS76EkpKSH/hBisKylJSUlJQUrf0Tx/tz7nPdz/08z7az51yv835/3udzneu6dz/PdMnhF9qWIy+2LVe/1LZe83LbeuyVtu3aV9u2615r269/vW0//mbbeePbbeeJd9vum99vu09+2Pbc8lHbc+vH7bLbPsn8tF1++2ftijs+b3vv/KLtvevLduXdX7Wr7vm67bv3m7bvvm/b/vu/b/sfON0OPHimHXjop3bw4Z/bwUd+aYce/bUdeuy3dvjx39vhJ/5oR576M/OvdvTU3+3oM/+0Y8/+2yadqKFCpoaI3d/A1Mpvxan2pT6z56tF+UXrguXXcsoFUQGx+0UjxbnPzKoj6TaKhplk2ovgzL5p6NSn7hsj2xGHNrkoiv0hNBlxrpcmOjkyLD9e56xJvfyQ5HKvtZucO/M85358jrOnT3H2h6f577snqZtl7xo1UtQ1Zq2jT5qCOOtVVq7Xk5jZ69FLWgLHG09X0QA5/xBHfSZKzalukrWWLmuiQUqLfuseLhk39Fmnqz76kXW6kLeXWSLTKrJ5uNq0cqUH1x2m++DM8QYWfcXyKQqdeYjRh5mIy1zVYaIX5cJDrMMb1uaZDF1MvRU31U1bUUNw9dCxdIqZnyJgp/RPhgpMTJoQYiebhpPxRM3HtyAMxjOH63qmq/0qF70plx09N1j10sXcrz9smCq1G6uI7Dj+BjtueItdJ95h103vcenJDyA+2VicxiaL8XTt/5yA0WQ4VVtZsvvRG1k5BBdTQ0QFxOQnNWvpzQhjxsCiQxdHs/W5JCsHWKxcEVABUQGx/KyXPG+/kWNQmJg3QZYTNeybWejU69sUlZ+qu/AJk8uVyl/8957UsB8SLAJ2yrJ/+oG9H4ap5w3WTWNHYLgaiqEx1zH5eI4cgxofsVj1mXO9M/3LB1zSEmiIOAlFF/1yNWYhHKYKPbQgpTP7tyuW5gKxsw8GZXHooY1e9qvcBl31OnSYBrWJ+U2q1DD1eCVM5gJN6ibZYNiyqwgjb1bxI3F+8jSNi879EkIs7QYy9Eyzc871PpAuYpmAw+zUMjLFXl9hco2hk3NZFxCVGq4eOpb222ExgQWlfzJUoOqiIQtOlhD6oWBQVEDUwDXmcDFY5Mtfa9b93m/F7/lUyof0Wcmb3CQgznRRjwHxJ0xxmC4pINNyU/TINUCzDTEkY8HoaYKRW5L4PRdWvXT17TkhmqyL9lxWyZVVL2FamGIV4xb7r4yEEqVCnVUHXNISWLqWUy6ICojdLxopyz5z36oTf5VCgtRw+Hlk4nVgmUq+OUDSpUNnprnkX9gfIlkynetZ1z5TJ6P78TpnTfaPPD0XXRw5jbb+QhUlZxmHqxCgAqICogaGlQt7LkyTFNb80sna66nMLB9GrmhdcH7jM42PaO6T9cz/AQAA///hGTcrAAAABklEQVQDAGs/e7abuw9FAAAAAElFTkSuQmCC",
  "base64",
);
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
    ["png by Chromium", "image/png", CANVAS, "PNG of **40 × 20 pixels**, mostly **blue**"],
    ["jpeg", "image/jpeg", pictures.jpeg, "JPEG of **16 × 8 pixels**, mostly **red**"],
    [
      "progressive jpeg",
      "image/jpeg",
      pictures.progressiveJpeg,
      "JPEG of **16 × 8 pixels**, whose colours this stand-in does not read",
    ],
    ["webp", "image/webp", pictures.webp, "WebP of **16 × 8 pixels**, whose colours this stand-in does not read"],
    ["gif", "image/gif", pictures.gif, "GIF of **16 × 8 pixels**, whose colours this stand-in does not read"],
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
