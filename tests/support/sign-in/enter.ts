/** Signs in by a form, as next-auth's own page code does. */

export type Ask = (path: string, init: { method?: string; cookie?: string; body?: string }) => Promise<Response>;

/** @param ask sends a request to the address behind /api/auth/ */
export async function enter(ask: Ask, fields: Record<string, string>, id: string): Promise<Response> {
  const csrf = await ask("csrf", {});
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookie = csrf.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const body = new URLSearchParams({ csrfToken, json: "true", ...fields }).toString();
  return ask(`callback/${id}`, { method: "POST", cookie, body });
}

/** Whether the answer brings a session. */
export function bringsSession(response: Response): boolean {
  return response.headers.getSetCookie().some((line) => line.includes("next-auth.session-token="));
}
