/** Makes scripts written for Upstash run on any Redis: their `#!lua flags=…` line names a flag that only Upstash knows. */
import "server-only";

import { createHash } from "node:crypto";

import type { Command } from "./protocol.ts";

const HEADER = /^#!lua[^\n]*/;
/** Far more scripts than a program has; the bound only keeps generated ones from filling the memory. */
const MOST_SCRIPTS = 1_000;

/**
 * The client asks for a script by the hash of its full text, while the store knows it by the hash of the text without
 * the header. Remembering the pair saves the second round trip that a miss would cost each time.
 */
export function scriptTranslator(): (command: Command) => Command {
  const stored = new Map<string, string>();

  const strip = (script: string): string => {
    if (!HEADER.test(script)) return script;
    // The line break stays, so that line numbers in error messages stay right.
    const plain = script.replace(HEADER, "");
    if (stored.size >= MOST_SCRIPTS) stored.clear();
    stored.set(sha1(script), sha1(plain));
    return plain;
  };
  const lookUp = (sha: string): string => stored.get(sha.toLowerCase()) ?? sha;

  return ([name, ...args]) => {
    const [first = "", ...rest] = args;
    if (name === "EVAL" || name === "EVAL_RO") return [name, strip(first), ...rest];
    if (name === "EVALSHA" || name === "EVALSHA_RO") return [name, lookUp(first), ...rest];
    if (name !== "SCRIPT") return [name, ...args];
    return [name, first, ...rest.map(first.toUpperCase() === "LOAD" ? strip : lookUp)];
  };
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
