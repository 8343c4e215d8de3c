/**
 * Whether a provider answers: half of at least ten replies in five minutes is failing. Every process reports its failures at
 * once and its answers in batches, so that a provider in good health costs the store next to nothing.
 */
import "server-only";

import { publishAlert } from "../events.ts";
import { defineScript } from "../store/define-script.ts";
import { keys } from "../store/keys.ts";
import { runScript } from "../store/run-script.ts";

const WINDOW_MS = 300_000;
const LEAST_REPLIES = 10;
/** So many answers in a row say that a failing provider is back. */
const ANSWERS_IN_A_ROW = 3;
const REPORT_EVERY_MS = 30_000;

/**
 * Two windows side by side, the older one counted by the share of it that is less than five minutes old: `passed` thousandths
 * of the present one are over.
 */
const NOTE = defineScript({
  keys: ["health"],
  args: ["window", "passed", "answered", "failed", "keep_ms"],
  lua: `
local kept = redis.call('HMGET', health, 'window', 'answers', 'failures', 'answersBefore', 'failuresBefore', 'row', 'failing')
local number = function(i) return tonumber(kept[i] or '0') or 0 end
local known, answers, failures, answersBefore, failuresBefore = number(1), number(2), number(3), number(4), number(5)
local now = tonumber(window)
if known == now - 1 then answersBefore, failuresBefore = answers, failures
elseif known ~= now then answersBefore, failuresBefore = 0, 0 end
if known ~= now then answers, failures = 0, 0 end
answers = answers + tonumber(answered)
failures = failures + tonumber(failed)
local row = failed ~= '0' and 0 or number(6) + tonumber(answered)
local failing, word = number(7), 'same'
local share = 1000 - tonumber(passed)
local bad = failures * 1000 + failuresBefore * share
local all = bad + answers * 1000 + answersBefore * share
if failing == 0 and all >= ${LEAST_REPLIES * 1000} and bad * 2 >= all then
  failing, word = 1, 'failing'
elseif failing == 1 and row >= ${ANSWERS_IN_A_ROW} then
  failing, word = 0, 'resumed'
  answers, failures, answersBefore, failuresBefore = 0, 0, 0, 0
end
redis.call('HSET', health, 'window', window, 'answers', answers, 'failures', failures,
  'answersBefore', answersBefore, 'failuresBefore', failuresBefore, 'row', row, 'failing', failing)
redis.call('PEXPIRE', health, keep_ms)
return word .. ' ' .. failing
`,
});

/** What this process knows of one provider, and has not reported yet. */
type Health = { answers: number; reportedAtMs: number; isFailing: boolean };
const known = new Map<string, Health>();

/** @throws whatever the store does */
export async function noteOutcome(provider: string, outcome: "answered" | "failed", nowMs = Date.now()): Promise<void> {
  const health = healthOf(provider, nowMs);
  if (outcome === "answered") health.answers += 1;
  if (outcome === "answered" && !health.isFailing && nowMs - health.reportedAtMs < REPORT_EVERY_MS) return;
  const batch = health.answers;
  health.answers = 0;
  health.reportedAtMs = nowMs;
  const args = {
    window: Math.floor(nowMs / WINDOW_MS),
    passed: Math.floor((1000 * (nowMs % WINDOW_MS)) / WINDOW_MS),
    answered: batch,
    failed: outcome === "failed" ? 1 : 0,
    keep_ms: 4 * WINDOW_MS,
  };
  const names = { health: keys.providerHealth(provider) };
  const [word, failing] = String(await NOTE.run(runScript, { keys: names, args })).split(" ");
  health.isFailing = failing === "1";
  const reason = "At least half of the replies of the last five minutes failed.";
  if (word === "failing") publishAlert({ event: "provider_failing", provider, reason });
  if (word === "resumed") publishAlert({ event: "resumed", provider, reason: "The provider answers again." });
}

function healthOf(provider: string, nowMs: number): Health {
  const health = known.get(provider) ?? { answers: 0, reportedAtMs: nowMs, isFailing: false };
  known.set(provider, health);
  return health;
}
