/** Ends requests whose body does not arrive in time. The framework waits for a body for ever, before any of our code runs. */
import "server-only";

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { Refusal, toProblem } from "../errors.ts";
import { noteRefusal } from "../operate/note-refusal.ts";
import { onRequest } from "./on-request.ts";

/** @param deadlineMs milliseconds from the end of the headers to the end of the body */
export function enforceBodyDeadline(deadlineMs: number): void {
  onRequest(({ request, response }) => {
    if (!announcesBody(request)) return;
    const timer = setTimeout(() => {
      if (!request.complete) refuse(request, response);
    }, deadlineMs);
    request.once("close", () => clearTimeout(timer));
  });
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return void request.destroy();
  const requestId = randomUUID();
  const refusal = new Refusal("body_timeout");
  void noteRefusal(refusal, requestId);
  const body = JSON.stringify(toProblem(refusal, requestId));
  const headers = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
    connection: "close",
  };
  response.writeHead(408, headers).end(body, () => request.destroy());
}
