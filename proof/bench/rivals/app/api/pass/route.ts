/** Bytes passed through, nothing looked at: the least that any route can cost. */
export async function POST(request: Request): Promise<Response> {
  const { text } = (await request.json()) as { text: string };
  const reply = await fetch(`${process.env.OPENAI_BASE_URL}/responses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-6-luna", stream: true, input: text }),
    signal: request.signal,
  });
  return new Response(reply.body, { headers: { "content-type": "text/event-stream" } });
}
