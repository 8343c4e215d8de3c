/** Brings a visitor who scrolled up back to the newest words. Floats above the composer. */
import { conversation } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";

export function JumpButton({ shown, onClick }: { shown: boolean; onClick: () => void }) {
  if (!shown) return null;
  return (
    <div className="pointer-events-none relative z-10 mx-auto h-0 w-full max-w-3xl">
      <button
        type="button"
        onClick={onClick}
        className="pointer-events-auto absolute bottom-3 left-1/2 flex -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-surface py-2 pr-4 pl-3 text-sm shadow-lg hover:bg-sunken"
      >
        <Icon name="arrowDown" className="size-4" />
        <span>{conversation.latest}</span>
      </button>
    </div>
  );
}
