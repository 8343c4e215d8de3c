/** A siteverify on loopback that answers as a test tells it, and remembers what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export type Siteverify = {
  /** For TURNSTILE_VERIFY_URL. */
  url: string;
  asked: { method: string; form: Record<string, string> }[];
  behave: (answer: (response: ServerResponse) => void) => void;
  stop: () => Promise<void>;
};

/** As documented: https://developers.cloudflare.com/turnstile/get-started/server-side-validation/ (read 2026-11) */
export const SOLVED = {
  success: true,
  challenge_ts: "2026-11-28T09:00:00.000Z",
  hostname: "chat.example.com",
  "error-codes": [],
  action: "",
  cdata: "",
  metadata: { interactive: false },
};

export function json(body: unknown, status = 200): (response: ServerResponse) => void {
  return (response) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export async function startSiteverify(): Promise<Siteverify> {
  let behaviour = json(SOLVED);
  const asked: Siteverify["asked"] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    asked.push({ method: request.method ?? "", form });
    behaviour(response);
  };
  const server = createServer((request, response) => void handle(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const stop = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}/siteverify`, asked, behave: (next) => (behaviour = next), stop };
}
