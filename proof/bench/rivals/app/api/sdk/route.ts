/** The provider's SDK, its events turned into the chunks of the AI SDK's protocol by hand, no safeguard. */
import OpenAI from "openai";

const client = new OpenAI({ apiKey: "local" });
const line = (chunk: object) => `data: ${JSON.stringify(chunk)}\n\n`;

export async function POST(request: Request): Promise<Response> {
  const { text } = (await request.json()) as { text: string };
  const { signal } = request;
  const events = await client.responses.create({ model: "gpt-6-luna", stream: true, input: text }, { signal });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (words: string) => controller.enqueue(encoder.encode(words));
      write(line({ type: "start" }) + line({ type: "text-start", id: "1" }));
      for await (const event of events)
        if (event.type === "response.output_text.delta")
          write(line({ type: "text-delta", id: "1", delta: event.delta }));
      write(`${line({ type: "text-end", id: "1" })}${line({ type: "finish" })}data: [DONE]\n\n`);
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
