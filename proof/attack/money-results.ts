/** The money attacks as results of a report, where the provider behind the target is our stand-in: one user pays for all of them. */
import { chatSpender, openaiSpender, type Spender } from "./money-client.ts";
import { readBill, wish } from "./money-provider.ts";
import { MONEY_ATTACKS, type MoneyAttack, runMoneyAttacks } from "./money.ts";
import { profileOf } from "./profile.ts";
import type { Result } from "./report.ts";
import type { TargetOptions } from "./target.ts";

/** @property ceilingMicroUsd what the first user may spend; all attacks together must stay below it */
export type MoneyPlace = { billUrl: string; ceilingMicroUsd: number; only?: (attack: MoneyAttack) => boolean };

export async function moneyResults(target: TargetOptions, place: MoneyPlace): Promise<Result[]> {
  const { billUrl, ceilingMicroUsd } = place;
  const spender = spenderOf(target);
  const honest = `money-control-${crypto.randomUUID()}`;
  const answer = await spender({ text: wish(honest, { tokens: 20 }) }).catch(() => undefined);
  await answer?.text();
  const { calls: heard, microUsd } = await readBill(billUrl, honest);
  const tried = heard > 0 ? await runMoneyAttacks({ ...place, newSpender: async () => spender }) : [];
  let sum = microUsd;
  return MONEY_ATTACKS.filter(({ id }) => heard === 0 || tried.some((one) => one.id === id)).map(({ id, title }) => {
    const about = { id, area: "money" as const, title };
    const one = tried.find((result) => result.id === id);
    if (!one) return { ...about, held: null, detail: `an honest question is not on the bill (${answer?.status ?? 0})` };
    // Who is over the ceiling already shows nothing more by being refused at last.
    if (one.calls === 0 && sum > ceilingMicroUsd)
      return { ...about, held: null, detail: "nothing was let in any more" };
    sum += one.billedMicroUsd;
    const detail = `${one.billedMicroUsd} micro-USD billed for ${one.calls} calls, ${sum} of ${ceilingMicroUsd} so far`;
    return { ...about, held: sum <= ceilingMicroUsd, detail };
  });
}

function spenderOf({ url, profile = "starter", path, cookie = "", headers = {} }: TargetOptions): Spender {
  const place = { url, path: profileOf(profile, { path }).path };
  if (profile === "openai") return openaiSpender({ ...place, headers: { ...headers, ...(cookie && { cookie }) } });
  return chatSpender({ ...place, cookie, token: profile === "starter" });
}
