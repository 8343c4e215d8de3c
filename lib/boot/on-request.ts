/** Hears of every request before the framework reads its headers. */
import "server-only";

import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";

export type ServerRequest = { request: IncomingMessage; response: ServerResponse };

/** @param listener runs before anybody reads the request, so that it may still change it */
export function onRequest(listener: (started: ServerRequest) => void): void {
  subscribe("http.server.request.start", (message) => {
    if (isServerRequest(message)) listener(message);
  });
}

function isServerRequest(message: unknown): message is ServerRequest {
  if (typeof message !== "object" || message === null || !("request" in message) || !("response" in message))
    return false;
  return message.request instanceof IncomingMessage && message.response instanceof ServerResponse;
}
