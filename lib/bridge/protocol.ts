/** The words of Upstash's REST protocol: what a body may say, and how a store's replies are printed. Pure. */
import "server-only";

export type Command = [name: string, ...args: string[]];

/** Whatever stands behind the bridge. */
export type Engine = {
  /**
   * Runs the commands in order and in one go; `atomic` means all of them within one transaction.
   * @returns for each command its reply, or the Error that the store gave for it
   * @throws when the store itself did not answer
   */
  run(commands: Command[], atomic: boolean): Promise<unknown[]>;
  close(): void;
};

export type Encoding = "base64" | "utf8";
export type Entry = { result: Json } | { error: string };
type Json = null | number | string | Json[];

/** All callers share one connection: these would wait on it, or change what it means for everyone. */
const UNSHAREABLE = new Set(
  `AUTH BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT DISCARD EXEC HELLO MONITOR MULTI PSUBSCRIBE
  PSYNC PUNSUBSCRIBE QUIT RESET SELECT SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE SYNC UNSUBSCRIBE UNWATCH WAIT WAITAOF WATCH`.split(
    /\s+/,
  ),
);

const ENCODED_OK = Buffer.from("OK").toString("base64");

/** An error that is the caller's own fault, with the status that says so. */
export class BridgeError extends Error {
  override readonly name = "BridgeError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @param many whether the body is a list of commands, as for /pipeline and /multi-exec, or one command */
export function toCommands(body: unknown, many: boolean): Command[] {
  if (!many) return [toCommand(body)];
  if (!Array.isArray(body) || body.length === 0) throw new BridgeError(400, "ERR expected a list of commands");
  return body.map(toCommand);
}

export function toEntry(reply: unknown, encoding: Encoding): Entry {
  if (reply instanceof Error) return { error: reply.message };
  // The client takes a bare OK at the top for what it is, and decodes everything else.
  const result = encode(reply, encoding);
  return { result: encoding === "base64" && result === ENCODED_OK ? "OK" : result };
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new BridgeError(400, "ERR the body is not valid JSON");
  }
}

function toCommand(value: unknown): Command {
  if (!Array.isArray(value)) throw new BridgeError(400, "ERR expected a command as a list of words");
  const [name, ...args] = value.map(toWord);
  if (!name) throw new BridgeError(400, "ERR empty command");
  // In capitals, so that no engine mistakes it for one of its own methods with rules of its own about replies.
  const command = name.toUpperCase();
  if (UNSHAREABLE.has(command)) throw new BridgeError(400, `ERR ${command} is not available over REST`);
  return [command, ...args];
}

function toWord(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new BridgeError(400, "ERR a command consists of strings, numbers and booleans");
}

function encode(reply: unknown, encoding: Encoding): Json {
  if (reply === null || reply === undefined) return null;
  if (typeof reply === "number") return reply;
  if (Array.isArray(reply)) return reply.map((item) => encode(item, encoding));
  if (Buffer.isBuffer(reply)) return reply.toString(encoding);
  if (reply instanceof Error) return Buffer.from(reply.message).toString(encoding);
  return Buffer.from(typeof reply === "string" ? reply : JSON.stringify(reply)).toString(encoding);
}
