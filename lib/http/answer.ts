/** What every route has in common: a refusal becomes its problem document, anything else a plain 500 that tells nothing. */
import { toResponse } from "../errors.ts";
import { afterResponse } from "./after-response.ts";
import { noteRefusal } from "./note-refusal.ts";

export async function answer(request: Request, work: () => Promise<Response>): Promise<Response> {
  const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
  try {
    return await work();
  } catch (error) {
    afterResponse(noteRefusal(error, requestId));
    return toResponse(error, requestId);
  }
}
