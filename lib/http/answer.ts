/** What every route has in common: a refusal becomes its problem document, anything else a plain 500 that tells nothing. */
import { toResponse } from "../errors.ts";
import { keepAlive } from "../keep-alive.ts";
import { noteRefusal } from "../operate/note-refusal.ts";

export async function answer(request: Request, work: () => Promise<Response>): Promise<Response> {
  const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
  try {
    return await work();
  } catch (error) {
    keepAlive(noteRefusal(error, requestId));
    return toResponse(error, requestId);
  }
}
