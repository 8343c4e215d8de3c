import { describe, expect, it } from "vitest";

import { readBody } from "../../lib/http/read-body.ts";

const post = (body: BodyInit) =>
  new Request("http://chat.test/", { method: "POST", body, duplex: "half" } as RequestInit);
const caps = { maxBytes: 8, seconds: 0.05 };

describe("readBody", () => {
  it("joins pieces, also inside a character", async () => {
    const pieces = [new Uint8Array([0xe2, 0x82]), new Uint8Array([0xac])];
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    expect(await readBody(post(body), caps)).toBe("€");
  });

  it("takes no body for an empty one", async () => {
    expect(await readBody(new Request("http://chat.test/"), caps)).toBe("");
  });

  it("stops reading at the first byte too many", async () => {
    let pulled = 0;
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(++pulled && 4)) });
    await expect(readBody(post(endless), caps)).rejects.toMatchObject({ code: "body_too_large" });
    expect(pulled).toBeLessThan(6);
  });

  it("gives up on a body that does not come", async () => {
    const silent = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
    await expect(readBody(post(silent), caps)).rejects.toMatchObject({ code: "body_timeout" });
  });
});
