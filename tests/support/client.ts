/** The browser's part of the conversation, over plain HTTP: fetch a token, post a chat, read the stream. */
import { z } from "zod";

export type Visitor = { origin: string; cookie: string };
export type Headers = Record<string, string>;

const problemSchema = z.strictObject({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  code: z.string(),
  requestId: z.string().min(1),
  retryAfterSeconds: z.int().positive().optional(),
  resetAt: z.iso.datetime().optional(),
});
export type ProblemBody = z.infer<typeof problemSchema>;

const tokenSchema = z.strictObject({ token: z.string().min(20), expiresInSeconds: z.number().positive() });
const chunkSchema = z.looseObject({ type: z.string(), delta: z.string().optional(), errorText: z.string().optional() });
export type Chunk = z.infer<typeof chunkSchema>;

export async function requestToken({ origin, cookie }: Visitor, headers: Headers = {}): Promise<Response> {
  return fetch(`${origin}/api/token`, { method: "POST", headers: { origin, cookie, ...headers } });
}

export async function fetchToken(visitor: Visitor, headers: Headers = {}): Promise<string> {
  const response = await requestToken(visitor, headers);
  if (response.status !== 200) throw new Error(`/api/token answered ${response.status}: ${await response.text()}`);
  return tokenSchema.parse(await response.json()).token;
}

/** The body as AI SDK 7's DefaultChatTransport writes it. */
export function chatBody(text = "Say hello", extra: Record<string, unknown> = {}): Record<string, unknown> {
  const message = { id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text }] };
  return { id: crypto.randomUUID(), messages: [message], trigger: "submit-message", ...extra };
}

type Post = { token?: string; body?: unknown; headers?: Headers; signal?: AbortSignal };

export async function postChat({ origin, cookie }: Visitor, post: Post = {}): Promise<Response> {
  const { token, body = chatBody(), headers = {}, signal = AbortSignal.timeout(30_000) } = post;
  const proof: Headers = token === undefined ? {} : { "x-chat-token": token };
  return fetch(`${origin}/api/chat`, {
    method: "POST",
    headers: { "content-type": "application/json", origin, cookie, ...proof, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    signal,
  });
}

/** One whole honest request: a fresh token, then the chat. */
export async function chat(visitor: Visitor, post: Omit<Post, "token"> = {}): Promise<Response> {
  return postChat(visitor, { ...post, token: await fetchToken(visitor, post.headers) });
}

/** Reads the refusal and checks that it has the contract's shape, whatever it refuses. */
export async function readProblem(response: Response): Promise<ProblemBody> {
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json")) throw new Error(`${response.status} came as ${type}: ${text}`);
  const problem = problemSchema.parse(JSON.parse(text));
  if (problem.status !== response.status) throw new Error(`${response.status} calls itself ${problem.status}`);
  const wait = problem.retryAfterSeconds?.toString() ?? null;
  if (response.headers.get("retry-after") !== wait) throw new Error(`Retry-After differs from the body: ${text}`);
  return problem;
}

/** All chunks of a reply; throws unless the stream ended the way the protocol says. */
export async function readChunks(response: Response): Promise<Chunk[]> {
  if (response.status !== 200) throw new Error(`Expected a stream, got ${response.status}: ${await response.text()}`);
  const lines = (await response.text()).split("\n").filter((line) => line.startsWith("data: "));
  const payloads = lines.map((line) => line.slice("data: ".length));
  if (payloads.pop() !== "[DONE]") throw new Error("The stream did not end with [DONE]");
  return payloads.map((payload) => chunkSchema.parse(JSON.parse(payload)));
}

export function textOf(chunks: Chunk[]): string {
  return chunks.map((chunk) => (chunk.type === "text-delta" ? chunk.delta : "")).join("");
}
