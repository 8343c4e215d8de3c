/** May this request come in? Either it is let in, with what its route needs to know, or it is refused with a code. */
import { type NextFetchEvent, type NextRequest, NextResponse } from "next/server";

import { toResponse } from "../errors.ts";
import { noteRefusal } from "../http/note-refusal.ts";
import { admitPage } from "./admit-page.ts";
import { doorFor } from "./doors.ts";
import type { Pass } from "./pass.ts";
import { RECEIPT_HEADER } from "../auth/receipt.ts";

/** The middleware. Pages have a door of their own. */
export async function admit(request: NextRequest, event: Pick<NextFetchEvent, "waitUntil">): Promise<Response> {
  const requestId = crypto.randomUUID();
  const { pathname } = request.nextUrl;
  try {
    if (!pathname.startsWith("/api/")) return admitPage(request);
    const pass = await doorFor(pathname, request.method)(request.headers);
    return letIn(request, requestId, pass);
  } catch (error) {
    event.waitUntil(noteRefusal(error, requestId));
    return toResponse(error, requestId);
  }
}

function letIn(request: NextRequest, requestId: string, pass: Pass): Response {
  const headers = new Headers(request.headers);
  // Only the gate writes these; whatever a client sent under their names ends here.
  headers.delete(RECEIPT_HEADER);
  headers.set("x-request-id", requestId);
  for (const [name, value] of Object.entries(pass.request ?? {})) headers.set(name, value);
  return NextResponse.next({ request: { headers }, headers: { ...pass.response, "x-request-id": requestId } });
}
