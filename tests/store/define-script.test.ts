import { expect, it } from "vitest";

import { defineScript, type RunScript } from "../../lib/store/define-script.ts";
import { storeCommand } from "../support/store/dump.ts";
import { describeEachStore } from "../support/store/stores.ts";

const ECHO = defineScript({
  keys: ["first second"],
  args: ["one two", "three"],
  lua: "return table.concat({ first, second, one, two, three, KEYS[3] or '-', ARGV[4] or '-' }, ' ')",
});
const named = { keys: { second: "k2", first: "k1" }, args: { three: 3, one: "a", two: 2 ** 53 - 1 } };

describeEachStore("a defined script", (store) => {
  const run: RunScript = (script, names, args) =>
    storeCommand(store(), ["EVAL", script, String(names.length), ...names, ...args.map(String)]);

  it("sees its keys and arguments by name, whatever their order in the call", async () => {
    expect(await ECHO.run(run, named)).toBe("k1 k2 a 9007199254740991 3 - -");
  });

  it("finds the others after those that have names", async () => {
    expect(await ECHO.run(run, { ...named, moreKeys: ["k3"], moreArgs: ["more"] })).toBe(
      "k1 k2 a 9007199254740991 3 k3 more",
    );
  });

  it("may have no names at all", async () => {
    const none = defineScript({ keys: [], args: [], lua: "return KEYS[1] .. ARGV[1]" });
    expect(await none.run(run, { keys: {}, args: {}, moreKeys: ["k"], moreArgs: ["v"] })).toBe("kv");
  });
});
