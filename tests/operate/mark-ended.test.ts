import { expect, it } from "vitest";

import { BLOCK } from "../../lib/operate/set-blocked.ts";
import { MARK_ENDED } from "../../lib/operate/mark-ended.ts";
import { keys } from "../../lib/store/keys.ts";
import { ledgerIn } from "../support/ledger/store.ts";
import { describeEachStore } from "../support/store/stores.ts";

const ACCOUNT = "github:1";
const ended = keys.signedOut(ACCOUNT);

describeEachStore("the mark that sessions have ended", (store) => {
  const { run, command } = ledgerIn(store);
  const mark = (second: number, kept_ms = 0) => MARK_ENDED.run(run, { keys: { ended }, args: { second, kept_ms } });
  const block = (second: number) => {
    const names = { block: keys.blocked(ACCOUNT), all_blocked: keys.blockedAccounts, ended };
    return BLOCK.run(run, { keys: names, args: { account: ACCOUNT, second } });
  };
  const stored = async () => Number(await command("GET", ended));

  it.each([
    ["a sign-out", mark],
    ["a block", block],
  ])("by %s only grows, whatever arrives late", async (_, write) => {
    await write(2_000);
    await write(1_000);
    expect(await stored()).toBe(2_000);
    await write(2_001);
    expect(await stored()).toBe(2_001);
  });

  it("is compared as a number and not as a text", async () => {
    await mark(9);
    await mark(10);
    expect(await stored()).toBe(10);
  });

  it("is kept for ever, or as long as it is told", async () => {
    await mark(1_000);
    expect(await command("TTL", ended)).toBe(-1);
    await mark(2_000, 60_000);
    expect(Number(await command("TTL", ended))).toBeGreaterThan(50);
  });

  it("comes with the block in one step", async () => {
    expect(await block(1_000)).toBe("blocked");
    expect(await command("EXISTS", keys.blocked(ACCOUNT))).toBe(1);
    expect(await command("SISMEMBER", keys.blockedAccounts, ACCOUNT)).toBe(1);
    expect(await stored()).toBe(1_000);
  });
});
