/** Receives a request's body before anybody else does, bounded in bytes and in time, and answers what breaks a bound. */
import "server-only";

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { Refusal, type RefusalCode, toProblem } from "../errors.ts";
import { noteRefusal } from "../http/note-refusal.ts";
import { BodyCap, type Caps, mostOf } from "./body-cap.ts";

/** What a body may be, by the address that it is sent to and by its headers. */
export type CapsFor = (request: IncomingMessage) => Caps;
type Receiving = { capsFor: CapsFor; whenWhole: () => void };

/** A client that is still sending when it is refused is read for so long, and up to so many bytes, so that it sees the answer. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 1024 * 1024;

/** Whether the headers alone announce more than the address takes. */
export function announcesExcess(request: IncomingMessage, capsFor: CapsFor): boolean {
  return announcedBytes(request) > mostOf(capsFor(request));
}

/**
 * Keeps the body in the request's own buffer until it is whole, and only then calls `whenWhole`; whoever reads the request
 * finds it there. Otherwise it is refused with `body_too_large` or `body_timeout`, counted and logged like any refusal.
 */
export function receiveBody(request: IncomingMessage, response: ServerResponse, receiving: Receiving): void {
  const { capsFor, whenWhole } = receiving;
  if (announcesExcess(request, capsFor)) return refuse("body_too_large", request, response);
  if (!announcesBody(request)) return whenWhole();
  const caps = capsFor(request);
  const cap = new BodyCap(caps, () => check(request.readableLength));
  const stop = onChunk(request, (chunk, push) => {
    if (chunk === null || check(request.readableLength + chunk.length)) push(chunk);
    if (chunk === null) void cap.afterwards(() => end(whenWhole));
    return true;
  });
  const timer = setTimeout(() => end(() => refuse("body_timeout", request, response)), caps.deadlineMs);
  request.once("close", () => clearTimeout(timer));
  const end = once((next: () => void) => {
    stop();
    clearTimeout(timer);
    next();
  });
  const check = (bytes: number): boolean => {
    const isExcess = cap.isExceededBy(Math.max(bytes, announcedBytes(request)));
    if (isExcess) end(() => refuse("body_too_large", request, response));
    return !isExcess;
  };
  check(0);
}

function announcesBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined || announcedBytes(request) > 0;
}

function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers["content-length"] ?? 0);
}

/** @returns a function that does its work the first time it is called */
function once<T>(work: (argument: T) => void): (argument: T) => void {
  let done = false;
  return (argument) => {
    if (!done) work(argument);
    done = true;
  };
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
