/** What a reply costs, at most and in the end, and what a budget is. */
import { of } from "./mutant.ts";

const price = of("usage/price", "usage/price", [
  ["a price is rounded down", "(units + UNITS_PER_ROUNDED - 1n) / UNITS_PER_ROUNDED", "units / UNITS_PER_ROUNDED"],
  ["a usage is not checked", "if (!isUsage(usage)) throw", "if (!usage) throw"],
  ["more may be cached than there was", "return whole && cachedInput + cacheWrite <= input", "return whole"],
  [
    "a price may be past exact integers",
    "if (microUsd > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError",
    "if (microUsd < 0n) throw new RangeError",
  ],
  [
    "long context begins one token late",
    "inputTokens > longContext.aboveInputTokens",
    "inputTokens > longContext.aboveInputTokens + 1",
  ],
  [
    "long context begins one token early",
    "inputTokens > longContext.aboveInputTokens",
    "inputTokens >= longContext.aboveInputTokens",
  ],
  [
    "long context does not make output dearer",
    "outputUnits * factor(longContext.outputTimes)",
    "outputUnits * factor(1)",
  ],
  ["cached tokens count twice", "usage.input - usage.cachedInput - usage.cacheWrite", "usage.input - usage.cacheWrite"],
  ["cache writes are free", "times(usage.cacheWrite, cacheWrite)", "0n"],
  ["output is free", "outputUnits: times(usage.output, output)", "outputUnits: 0n"],
  [
    "the dearest price forgets cache writes",
    "Math.max(input, cachedInput, cacheWrite)",
    "Math.max(input, cachedInput)",
  ],
]);

const worstCase = of("usage/worst-case", "usage/worst-case", [
  ["characters stand for bytes", "Buffer.byteLength(text)", "text.length"],
  ["messages have nothing around them", "TOKENS_AROUND_MESSAGE * texts.length", "0"],
  ["pictures are not held", " + pictureTokens(model, images)", ""],
  ["output is not held", "output: maxOutputTokens", "output: 0"],
  ["the price table's context length is believed", "input: bound,", "input: Math.min(bound, model.contextTokens),"],
]);

const cost = of("usage/cost-of-reply", "usage/cost-of-reply", [
  ["pictures are free", " + pictureTokens(sent.model, sent.images)", ""],
  ["a free reply costs", "if (end.isFree) return 0n;", ""],
  ["a usage of nothing is believed", "if (input === 0 || (", "if (("],
  ["a usage without the words is believed", "(output === 0 && deltas > 0)", "false"],
  ["a reported usage is not believed", "if (end.usage && (await agrees(end.usage, end))) return reported;", ""],
  ["a broken usage is free", "  } catch {\n    return fromMicroUsd(holdMicroUsd);", "  } catch {\n    return 0n;"],
  ["hidden tokens are forgotten", "sent.model.reasoning || excess > 0", "excess > 0"],
  [
    "what came beyond the bound is free",
    "const excess = Math.max(0, received - sent.maxOutputTokens);",
    "const excess = 0;",
  ],
  ["the cheaper reading counts", "return largest([reported, estimate", "return largest([reported, 0n * estimate"],
  ["few tokens of many deltas are believed", "2 * output >= deltas ||", "true ||"],
  ["letters count as tokens", "|| 2 * output >= (await countWithoutMargin([text]))", ""],
  ["deltas are not counted", "Math.max(await countTokens([end.text]), end.deltas)", "await countTokens([end.text])"],
  ["text is not counted", "Math.max(await countTokens([end.text]), end.deltas)", "end.deltas"],
  ["input is forgotten", "(await countTokens(sent.texts)) + around", "around"],
  ["nothing is on its way", "output: received + inFlight", "output: received"],
  [
    "a silence costs nothing",
    "Math.max(TOKENS_IN_FLIGHT, Math.ceil((TOKENS_A_SECOND * end.stoppedMs) / 1000))",
    "TOKENS_IN_FLIGHT",
  ],
  ["twice as much is on its way", "const TOKENS_IN_FLIGHT = 48;", "const TOKENS_IN_FLIGHT = 96;"],
  ["it costs more than was held", "return counted < held ? counted : held;", "return counted;"],
  [
    "each step is rounded up",
    "if (end) units += await costOfStep(end, one);",
    "if (end) units += fromMicroUsd(roundUp(await costOfStep(end, one)));",
  ],
  [
    "only the first step costs",
    "for (const [at, one] of sent.entries()) {",
    "for (const [at, one] of sent.slice(0, 1).entries()) {",
  ],
  [
    "a step that was not held for is free",
    'if (steps.length > sent.length) throw new RangeError("Nothing was held for a step");',
    "",
  ],
]);

const count = of("usage/count-tokens", "usage/cost-of-reply", [
  ["long runs are not cut", "const PIECE_LENGTH = 512;", "const PIECE_LENGTH = 4_096;"],
  ["runs are cut into single letters", "const PIECE_LENGTH = 512;", "const PIECE_LENGTH = 1;"],
  [
    "words are cut in two",
    'if (text[at] === " " && /\\S/.test(text.charAt(at - 1))) return at;',
    "if (at === start + 24) return at;",
  ],
  ["there is no margin", "const MARGIN = 1.05;", "const MARGIN = 1;"],
  ["the margin is too wide", "const MARGIN = 1.05;", "const MARGIN = 1.15;"],
  ["names of special tokens break it", "{ disallowedSpecial: new Set<string>() }", "{}"],
  ["nobody else gets a turn", "if (pieces % PIECES_A_TURN === 0) await nextTurn();", ""],
]);

const windows = of("ledger/budget-windows", "ledger/budget-windows", [
  ["a ceiling is rounded up", "nearest / 1_000_000 > usd ? nearest - 1 : nearest", "nearest"],
  [
    "days begin at local midnight",
    "[now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]",
    "[now.getFullYear(), now.getMonth(), now.getDate()]",
  ],
  ["the user's day is not counted", 'windowOf({ scope: "user", window: "day", usd: own.day }, nowMs),', ""],
]);

export const inTheReckoning = [...price, ...worstCase, ...cost, ...count, ...windows];
