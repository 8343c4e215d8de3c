/** The owner's webhook: keeps what it is sent, and answers well, badly or never. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

import { z } from "zod";

const alertSchema = z.strictObject({
  text: z.string().min(1),
  event: z.string(),
  scope: z.enum(["user", "service"]),
  window: z.enum(["day", "month"]),
  percent: z.number(),
  usedMicroUsd: z.int().min(0),
  limitMicroUsd: z.int().min(0),
  id: z.string().min(1),
});

export type Received = { body: z.infer<typeof alertSchema>; raw: string; headers: IncomingHttpHeaders };
type Manner = "answers" | "fails" | "hangs";

export type Receiver = {
  /** For ALERT_WEBHOOK_URL. */
  url: string;
  /** What it has taken: answered with success. */
  received: Received[];
  /** How often it was asked, whatever came of it. */
  attempts: () => number;
  behave: (manner: Manner) => void;
  stop: () => Promise<void>;
};

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let attempts = 0;
  let manner: Manner = "answers";
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await text(request);
    attempts += 1;
    if (manner === "hangs") return;
    if (manner === "answers")
      received.push({ body: alertSchema.parse(JSON.parse(raw)), raw, headers: request.headers });
    response.writeHead(manner === "answers" ? 204 : 500).end();
  };
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No loopback port is free");
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  const behave = (next: Manner) => void (manner = next);
  return { url: `http://127.0.0.1:${address.port}/hook`, received, attempts: () => attempts, behave, stop };
}
