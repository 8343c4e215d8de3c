/** The scripts' headers and hashes, without a store. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";

import { scriptTranslator } from "../../lib/bridge/scripts.ts";

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");
const PLAIN = "\nreturn 1";
const WITH_HEADER = `#!lua flags=allow-key-locking${PLAIN}`;

describe("the script translator", () => {
  it.each(["EVAL", "EVAL_RO"])("strips the header from %s, and keeps the lines where they were", (name) => {
    expect(scriptTranslator()([name, WITH_HEADER, "1", "key"])).toEqual([name, PLAIN, "1", "key"]);
  });

  it("strips the header from SCRIPT LOAD in any case", () => {
    expect(scriptTranslator()(["SCRIPT", "load", WITH_HEADER])).toEqual(["SCRIPT", "load", PLAIN]);
  });

  it.each(["EVALSHA", "EVALSHA_RO"])("turns the hash into that of the stripped script for %s", (name) => {
    const translate = scriptTranslator();
    translate(["EVAL", WITH_HEADER, "0"]);
    expect(translate([name, sha1(WITH_HEADER), "1", "key"])).toEqual([name, sha1(PLAIN), "1", "key"]);
    expect(translate([name, sha1(WITH_HEADER).toUpperCase(), "0"])).toEqual([name, sha1(PLAIN), "0"]);
  });

  it("leaves hashes alone that it does not know", () => {
    expect(scriptTranslator()(["EVALSHA", sha1(WITH_HEADER), "0"])).toEqual(["EVALSHA", sha1(WITH_HEADER), "0"]);
  });

  it("leaves scripts without a header, and all other commands, alone", () => {
    const translate = scriptTranslator();
    expect(translate(["EVAL", "return '#!lua'", "0"])).toEqual(["EVAL", "return '#!lua'", "0"]);
    expect(translate(["SET", "key", WITH_HEADER])).toEqual(["SET", "key", WITH_HEADER]);
    expect(translate(["SCRIPT", "FLUSH"])).toEqual(["SCRIPT", "FLUSH"]);
  });

  it("forgets rather than grows without end", () => {
    const translate = scriptTranslator();
    translate(["EVAL", WITH_HEADER, "0"]);
    for (let index = 0; index < 1_000; index += 1) translate(["EVAL", `#!lua\nreturn ${index}`, "0"]);
    expect(translate(["EVALSHA", sha1(WITH_HEADER), "0"])).toEqual(["EVALSHA", sha1(WITH_HEADER), "0"]);
  });
});
