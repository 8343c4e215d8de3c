/** What a store costs that bills every command, those inside scripts too. */

/** Commands of one message, once the day's entries are there; tests/app/store-cost.deep.test.ts holds these figures true. */
export const COMMANDS = { token: 5, reply: 27, usage: 5, secondOfReply: 1, furtherStep: 7 } as const;
/** Besides, at most every half minute a process: what it has seen of the provider's health. */
export const COMMANDS_OF_A_REPORT = 4;

/** Upstash's pay-as-you-go and free tier, one region, as its price page said on 2026-11-25. */
export const STORE_PRICES = { usdPer100000Commands: 0.2, freeCommandsAMonth: 500_000 } as const;

/** @param replySeconds how long the reply streams */
export function commandsOfMessage(replySeconds: number): number {
  return COMMANDS.token + COMMANDS.reply + COMMANDS.usage + Math.floor(replySeconds) * COMMANDS.secondOfReply;
}

/** @returns USD, without what is free */
export function storeUsd(commands: number): number {
  return (commands / 100_000) * STORE_PRICES.usdPer100000Commands;
}
