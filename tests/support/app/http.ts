/** A small HTTP/1.1 client that sends exactly the bytes it is given: client libraries tidy what an attacker would not. */
import { connect as connectTcp, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";

import { type Answer, parseAnswer } from "./http-answer.ts";

/** Bytes to send, or a pause in milliseconds. */
export type Piece = string | Buffer | number;
export type HeaderFields = Record<string, string | string[] | undefined>;
export type Ask = {
  method?: string;
  headers?: HeaderFields;
  body?: string | Buffer;
  /** How long an answer may take. */
  deadlineMs?: number;
  /** Hang up when it turns out to be served: what it says is not the question, and costs money. */
  untilServed?: boolean;
};

export type Conversation = {
  send: (piece: string | Buffer) => void;
  /** Everything received so far, one character a byte. */
  received: () => string;
  isOver: () => boolean;
  /** How many bytes have left this process. */
  taken: () => number;
  /** @returns whether it came true before the line ended or the time was up */
  until: (enough: (received: string) => boolean, deadlineMs: number) => Promise<boolean>;
  leave: () => void;
};

const DEADLINE_MS = 8_000;

/** One whole request and its answer. A header that is undefined is left out, `host` and `connection` as well. */
export async function ask(url: URL, path: string, { deadlineMs, untilServed, ...request }: Ask = {}): Promise<Answer> {
  return speak(url, wire(url, path, request), { method: request.method ?? "GET", deadlineMs, untilServed });
}

type Manner = {
  method?: string;
  deadlineMs?: number | undefined;
  untilServed?: boolean | undefined;
  toTheEnd?: boolean;
};

/** @param manner toTheEnd: keep listening after the first whole answer, for a second one that should not be there */
export async function speak(url: URL, pieces: Piece[], manner: Manner = {}): Promise<Answer> {
  const { method = "GET", deadlineMs = DEADLINE_MS, untilServed = false, toTheEnd = false } = manner;
  const line = converse(url, pieces);
  const whole = (received: string) => !toTheEnd && parseAnswer(received, { method, over: false }) !== null;
  const served = (received: string) => untilServed && /^HTTP\/1\.1 200 [^]*\r\n\r\n/.test(received);
  const inTime = await line.until((received) => served(received) || whole(received), deadlineMs);
  const ended = line.isOver() || inTime;
  line.leave();
  const answer = parseAnswer(line.received(), { method, over: true });
  return (
    answer ?? { status: 0, headers: new Map(), body: "", ended: ended ? "closed" : "deadline", raw: line.received() }
  );
}

/** Opens a line, sends, and goes on listening. */
export function converse(url: URL, pieces: Piece[]): Conversation {
  const socket = dial(url);
  const listeners = new Set<() => void>();
  const wake = () => listeners.forEach((listener) => listener());
  let received = "";
  let over = false;
  socket.on("data", (data) => {
    received += data.toString("latin1");
    wake();
  });
  socket.on("error", () => {});
  socket.once("close", () => {
    over = true;
    wake();
  });
  let taken = 0;
  const send = (piece: string | Buffer): void =>
    void socket.write(piece, (error) => (taken += error ? 0 : Buffer.byteLength(piece)));
  void write(socket, pieces, send);
  const until: Conversation["until"] = (enough, deadlineMs) =>
    new Promise((resolve) => {
      const look = () => {
        const yes = enough(received);
        if (yes || over) finish(yes);
      };
      const finish = (yes: boolean) => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve(yes);
      };
      const timer = setTimeout(() => finish(false), deadlineMs);
      listeners.add(look);
      look();
    });
  return {
    send,
    taken: () => taken,
    received: () => received,
    isOver: () => over,
    until,
    leave: () => void socket.destroy(),
  };
}

export function wire(url: URL, path: string, { method = "GET", headers = {}, body }: Ask): Piece[] {
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const fields = Object.entries({ host: url.host, connection: "close", ...length, ...headers });
  const lines = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `${name}: ${one}`),
  );
  const head = Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`, "latin1");
  return body === undefined ? [head] : [Buffer.concat([head, Buffer.from(body)])];
}

function dial({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol === "https:") return connectTls({ host, port: Number(port || 443), servername: host });
  return connectTcp({ host, port: Number(port || 80) });
}

async function write(socket: Socket, pieces: Piece[], send: (piece: string | Buffer) => void): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    if (typeof piece === "number") await sleep(piece);
    else send(piece);
  }
}
