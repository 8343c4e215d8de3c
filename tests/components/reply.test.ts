import { afterAll, expect, it, vi } from "vitest";

import { fetchReply } from "../../components/chat/reply.ts";

const STREAM = { "content-type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1" };

let stream = "";
vi.stubGlobal("fetch", (address: string) =>
  Promise.resolve(
    address === "/api/token"
      ? Response.json({ token: "a.b.c", expiresInSeconds: 10 })
      : new Response(stream, { headers: STREAM }),
  ),
);
afterAll(() => void vi.unstubAllGlobals());

async function drain(): Promise<void> {
  const replies = fetchReply({
    chatId: "one",
    messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: "Tea?" }] }],
    model: undefined,
    signal: new AbortController().signal,
    onFinish: () => undefined,
  });
  while (!(await replies.next()).done);
}

it.each(["", ": keep-alive\n\n", "data: [DONE]\n\n", 'data: {"type":"start"}\n\ndata: [DONE]\n\n'])(
  "takes a stream without an answer for a broken connection: %j",
  async (text) => {
    stream = text;
    await expect(drain()).rejects.toMatchObject({ failure: { code: "network" } });
  },
);

it("takes a stream that says how it ended for an answer", async () => {
  stream = 'data: {"type":"start"}\n\ndata: {"type":"finish","finishReason":"stop"}\n\ndata: [DONE]\n\n';
  await expect(drain()).resolves.toBeUndefined();
});
