/** A moment in UTC: the clock alone when it was today. */
import { momentText } from "./time-words.ts";

export function Moment({ at, today }: { at: string; today: string }) {
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap tabular-nums">
      {momentText(at, today)}
    </time>
  );
}
