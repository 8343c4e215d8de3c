/** What an entry of the audit list says was changed, in words. */
import { isShaped, isString, parseShaped } from "../../shape.ts";
import { exactUsd } from "../money-text.ts";
import { history } from "../strings.ts";

const PAYMENT = /^(-?\d{1,16}) micro-USD, (.*)$/s;

/** @param change as lib/operate/change-user.ts writes it @returns one phrase for each thing; an unknown text stays as it is */
export function changeWords(change: string): string[] {
  const [, amount, key] = PAYMENT.exec(change) ?? [];
  if (amount !== undefined && key !== undefined) return [signed(Number(amount)), history.key(key)];
  const grant = parseShaped(change, isShaped<object>({}));
  return grant ? Object.entries(grant).flatMap(([name, value]) => phrases(name, value)) : [change];
}

function signed(microUsd: number): string {
  return `${microUsd < 0 ? "−" : "+"}${exactUsd(Math.abs(microUsd)).replace(/(\.\d\d\d*?)0+$/, "$1")}`;
}

function phrases(name: string, value: unknown): string[] {
  if (name === "budgetUsd" && typeof value === "object" && value !== null)
    return Object.entries(value).map(([window, usd]) => `${window} ${usd === null ? history.removed : `$${usd}`}`);
  const title = name === "budgetUsd" ? history.budgets : name;
  return [`${title} ${isString(value) ? value : history.removed}`];
}
