/** Users of a target as the money attacks need them: a fresh one for each attack, and how each of their requests is made. */
import { parseJson } from "./json.ts";
import { chatBody } from "./profile.ts";

export type Wanted = { text: string; model?: string; signal?: AbortSignal };
export type Spender = (wanted: Wanted) => Promise<Response>;

type Place = { url: string; path: string };

/** AI SDK's body at `path`, with the session's cookie; `token` first fetches the starter's one-time token. */
export function chatSpender({ url, path, cookie, token }: Place & { cookie: string; token: boolean }): Spender {
  return async ({ text, model, signal }) => {
    const headers = { cookie, origin: new URL(url).origin, "content-type": "application/json", ...somewhere() };
    const proof = token ? await fetchToken(url, headers) : undefined;
    return fetch(new URL(path, url), {
      method: "POST",
      headers: { ...headers, ...(proof && { "x-chat-token": proof }) },
      body: JSON.stringify(chatBody(text, model ? { model } : {})),
      ...(signal && { signal }),
    });
  };
}

/** Chat Completions, as every SDK asks for a stream. */
export function openaiSpender({ url, path, headers }: Place & { headers: Record<string, string> }): Spender {
  return async ({ text, model = "gpt-6-luna", signal }) =>
    fetch(new URL(path, url), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers, ...somewhere() },
      body: JSON.stringify({ model, stream: true, messages: [{ role: "user", content: text }] }),
      ...(signal && { signal }),
    });
}

async function fetchToken(url: string, headers: Record<string, string>): Promise<string | undefined> {
  const answer = await fetch(new URL("/api/token", url), { method: "POST", headers });
  const said = parseJson(await answer.text());
  return typeof said === "object" && said !== null && "token" in said ? String(said.token) : undefined;
}

/** An attacker writes whatever address may be believed. */
function somewhere(): Record<string, string> {
  const address = `203.0.113.${Math.ceil(Math.random() * 254)}`;
  return { "x-forwarded-for": address, "x-real-ip": address };
}
