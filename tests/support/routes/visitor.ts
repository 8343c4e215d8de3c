/** A signed-in visitor of the service without a server. */
import { chatBody, readProblem } from "../client.ts";
import type { Init, Service } from "./service.ts";

export type Visitor = ReturnType<typeof visitor>;

export function visitor(service: Service, cookie: string, address = "192.0.2.1") {
  const post = (path: string, init: Init = {}) =>
    service.send(path, { method: "POST", address, ...init, headers: { cookie, ...init.headers } });
  const token = async () => ((await (await post("/api/token")).json()) as { token: string }).token;
  const chat = async ({ body = chatBody(), headers = {}, ...init }: Omit<Init, "body"> & { body?: unknown } = {}) => {
    const proof = headers["x-chat-token"] ?? (await token());
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return post("/api/chat", {
      ...init,
      body: text,
      headers: { "content-type": "application/json", "x-chat-token": proof, ...headers },
    });
  };
  const get = (path: string) => service.send(path, { address, headers: { cookie } });
  const put = (path: string, body: unknown) =>
    service.send(path, {
      method: "PUT",
      address,
      body: JSON.stringify(body),
      headers: { cookie, "content-type": "application/json" },
    });
  return { post, token, chat, get, put };
}

/** The code of a refusal, after its shape was checked; "200" for none. */
export async function codeOf(response: Response): Promise<string> {
  return response.ok ? "200" : (await readProblem(response)).code;
}
