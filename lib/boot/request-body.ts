/** Receives a request's body before anybody else does, bounded in bytes and in time, and answers what breaks a bound. */
import "server-only";

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { Refusal, type RefusalCode, toProblem } from "../errors.ts";
import { noteRefusal } from "../http/note-refusal.ts";

/** What a body may be, by the address it is sent to. */
export type CapsFor = (path: string) => { maxBytes: number; deadlineMs: number };
type Receiving = { capsFor: CapsFor; whenWhole: () => void };

/** A client that is still sending when it is refused is read for so long, and up to so many bytes, so that it sees the answer. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 1024 * 1024;

/** Whether the headers alone announce more than the address takes. */
export function announcesExcess({ headers, url = "" }: IncomingMessage, capsFor: CapsFor): boolean {
  return Number(headers["content-length"] ?? 0) > capsFor(url).maxBytes;
}

/**
 * Keeps the body in the request's own buffer until it is whole, and only then calls `whenWhole`; whoever reads the request
 * finds it there. Otherwise it is refused with `body_too_large` or `body_timeout`, counted and logged like any refusal.
 */
export function receiveBody(request: IncomingMessage, response: ServerResponse, receiving: Receiving): void {
  const { capsFor, whenWhole } = receiving;
  const { maxBytes, deadlineMs } = capsFor(request.url ?? "");
  if (announcesExcess(request, capsFor)) return refuse("body_too_large", request, response);
  if (!announcesBody(request)) return whenWhole();
  const stop = onChunk(request, (chunk, push) => {
    const isExcess = chunk !== null && request.readableLength + chunk.length > maxBytes;
    if (!isExcess) push(chunk);
    if (isExcess) fail("body_too_large");
    else if (chunk === null) end(whenWhole);
    return true;
  });
  const end = (next: () => void): void => {
    stop();
    clearTimeout(timer);
    next();
  };
  const fail = (code: RefusalCode) => end(() => refuse(code, request, response));
  const timer = setTimeout(() => fail("body_timeout"), deadlineMs);
  request.once("close", () => clearTimeout(timer));
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

type Push = (chunk: Buffer | null) => unknown;

/**
 * Node's parser hands each decoded piece of a body, and null at its end, to the request's `push`, and stops reading the
 * socket when that returns false.
 * @returns what ends the listening
 */
function onChunk(request: IncomingMessage, listener: (chunk: Buffer | null, push: Push) => boolean): () => void {
  const push = request.push.bind(request);
  request.push = (chunk: Buffer | null) => listener(chunk, push);
  return () => {
    request.push = push;
  };
}

function refuse(code: RefusalCode, request: IncomingMessage, response: ServerResponse): void {
  const requestId = randomUUID();
  const refusal = new Refusal(code);
  void noteRefusal(refusal, requestId);
  const problem = toProblem(refusal, requestId);
  const body = Buffer.from(JSON.stringify(problem));
  response.writeHead(problem.status, {
    "content-type": "application/problem+json",
    "content-length": body.length,
    "cache-control": "no-store",
    "x-request-id": requestId,
    connection: "close",
  });
  // Whole for the client, and not ended for Node, which would close the socket under a client that is still sending.
  response.write(body);
  linger(request, response);
}

/** Closing with unread bytes resets the connection, and many clients then never see the answer. */
function linger(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  let bytes = 0;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  onChunk(request, (chunk) => {
    bytes += chunk?.length ?? 0;
    if (chunk === null) end();
    return bytes <= LINGER_BYTES;
  });
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("end", end);
  socket.once("close", () => clearTimeout(timer));
}
