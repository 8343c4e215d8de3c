/** An in-memory engine for the bridge: ioredis-mock, with the differences from a real Redis that would mislead mended. */
import "server-only";

import { createHash, randomUUID } from "node:crypto";

import { Redis } from "ioredis";
import { z } from "zod";

import type { Command, Engine } from "../bridge/protocol.ts";
import { asOnRedis, type ScriptCall, withoutFalse } from "./lua.ts";
import { withOptionWordsInCapitals } from "./option-words.ts";

const KNOWN = new Set(Redis.prototype.getBuiltinCommands());

/** @throws Error that says how to get ioredis-mock, when it is not installed */
export async function memoryEngine(): Promise<Engine> {
  const RedisMock = await loadMock();
  // Instances share their data by host name: a name of its own gives each engine data of its own.
  const mock = new RedisMock({ host: randomUUID() });
  const scripts = new Map<string, string>();
  // Each command runs to its end when it is called, so a loop without a pause is one transaction.
  const run = (commands: Command[]): Promise<unknown[]> => {
    const calls = commands.map((command) => scriptCall(scripts, command));
    if (calls.every((call) => call !== undefined)) return runScripts(mock, calls);
    return Promise.all(commands.map((command) => runOne(mock, scripts, command).catch(toError)));
  };
  return { run, close: () => mock.disconnect() };
}

async function loadMock(): Promise<new (options: { host: string }) => Redis> {
  try {
    return (await import("ioredis-mock")).default;
  } catch (cause) {
    const message =
      "The local store needs ioredis-mock: install the development dependencies (npm ci), or set REDIS_URL.";
    throw new Error(message, { cause });
  }
}

async function runOne(mock: Redis, scripts: Map<string, string>, command: Command): Promise<unknown> {
  const [name, first = "", ...rest] = command;
  switch (name) {
    case "SCRIPT":
      return runScriptCommand(scripts, first, rest);
    case "EVAL":
    case "EVALSHA":
      return runScript(mock, scriptCall(scripts, command));
    case "HGETALL":
      return Object.entries(await mock.hgetall(first)).flat();
    default:
      return call(mock, withOptionWordsInCapitals(command));
  }
}

/** @returns undefined when the command is no script, or one that nobody has sent yet */
function scriptCall(scripts: Map<string, string>, [name, first = "", keyCount = "0", ...rest]: Command) {
  const known = name === "EVALSHA" ? scripts.get(first.toLowerCase()) : undefined;
  const script = name === "EVAL" ? remember(scripts, first) : known;
  return script === undefined
    ? undefined
    : { script, keys: rest.slice(0, Number(keyCount)), args: rest.slice(Number(keyCount)) };
}

async function runScript(mock: Redis, call: ScriptCall | undefined): Promise<unknown> {
  if (!call) throw new Error("NOSCRIPT No matching script. Please use EVAL.");
  const [reply] = await runScripts(mock, [call]);
  if (reply instanceof Error) throw reply;
  return reply;
}

async function runScripts(mock: Redis, calls: ScriptCall[]): Promise<unknown[]> {
  const { script, args } = asOnRedis(calls);
  const replies = z
    .array(z.tuple([z.int(), z.unknown()]).or(z.tuple([z.int()])))
    .parse(await mock.eval(script, 0, ...args));
  return replies.map(([ok, reply]) => (ok ? withoutFalse(reply ?? null) : toError(reply)));
}

function runScriptCommand(scripts: Map<string, string>, verb: string, args: string[]): unknown {
  switch (verb.toUpperCase()) {
    case "LOAD":
      return sha1(remember(scripts, args[0] ?? ""));
    case "EXISTS":
      return args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0));
    case "FLUSH":
      scripts.clear();
      return "OK";
    default:
      throw new Error(`ERR unknown subcommand '${verb}'`);
  }
}

function remember(scripts: Map<string, string>, script: string): string {
  scripts.set(sha1(script), script);
  return script;
}

/** The mock has a method for each command it knows, beside methods that are none. */
function call(mock: Redis, [name, ...args]: Command): unknown {
  const method: unknown = KNOWN.has(name.toLowerCase()) ? Reflect.get(mock, name.toLowerCase()) : undefined;
  if (typeof method !== "function") throw new Error(`ERR unknown command '${name}'`);
  return Reflect.apply(method, mock, args);
}

/** Keeps what a Redis would say, without the interpreter's own words around it. */
function toError(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  return new Error(text.replace(/^Error trying to loading .* in VM: /, "").replace(/^\w*Error: /, ""));
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
