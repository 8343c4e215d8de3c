/** The money attacks as results of a report, where the provider behind the target is our stand-in: one user pays for all of them. */
import { chatSpender, openaiSpender, type Spender } from "./money-client.ts";
import { MONEY_ATTACKS, runMoneyAttacks } from "./money.ts";
import { profileOf } from "./profile.ts";
import type { Result } from "./report.ts";
import type { TargetOptions } from "./target.ts";

/** @property ceilingMicroUsd what the first user may spend; all attacks together must stay below it */
export type MoneyPlace = { billUrl: string; ceilingMicroUsd: number };

export async function moneyResults(target: TargetOptions, { billUrl, ceilingMicroUsd }: MoneyPlace): Promise<Result[]> {
  const spender = spenderOf(target);
  const money = await runMoneyAttacks({ billUrl, ceilingMicroUsd, newSpender: async () => spender });
  let sum = 0;
  return money.map(({ id, billedMicroUsd, calls }) => {
    sum += billedMicroUsd;
    const title = MONEY_ATTACKS.find((attack) => attack.id === id)?.title ?? id;
    const detail = `${billedMicroUsd} micro-USD billed for ${calls} calls, ${sum} of ${ceilingMicroUsd} so far`;
    return { id, area: "money", title, held: sum <= ceilingMicroUsd, detail };
  });
}

function spenderOf({ url, profile = "starter", path, cookie = "", headers = {} }: TargetOptions): Spender {
  const place = { url, path: profileOf(profile, { path }).path };
  if (profile === "openai") return openaiSpender({ ...place, headers: { ...headers, ...(cookie && { cookie }) } });
  return chatSpender({ ...place, cookie, token: profile === "starter" });
}
