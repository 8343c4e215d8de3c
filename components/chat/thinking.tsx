/** Stands where the answer will begin. */
import { conversation } from "../strings/chat.ts";
import { Mark } from "../ui/mark.tsx";

export function Thinking() {
  return (
    <div className="mb-6 flex gap-4">
      <Mark className="mt-0.5 size-7 shrink-0 max-sm:hidden" />
      <Dots />
    </div>
  );
}

/** More words are on their way. */
export function Dots() {
  return (
    <p className="thinking flex h-7 items-center gap-1.5">
      <span className="sr-only">{conversation.thinking}</span>
      <i />
      <i />
      <i />
    </p>
  );
}
