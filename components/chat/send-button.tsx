/** One button for the two things one can want: send what is written, or stop what is being answered. */
import { composer } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";
import { duration } from "./duration.ts";

type Props = { busy: boolean; ready: boolean; waitSeconds: number; onStop: () => void };

const SHAPE = "flex h-10 min-w-10 shrink-0 items-center justify-center rounded-full transition-colors";

export function SendButton({ busy, ready, waitSeconds, onStop }: Props) {
  if (busy)
    return (
      <button
        key="stop"
        type="button"
        onClick={onStop}
        aria-label={composer.stop}
        title={composer.stop}
        className={`${SHAPE} bg-ink text-canvas hover:bg-muted`}
      >
        <span className="size-3.5 rounded-[3px] bg-current" />
      </button>
    );
  return (
    <button
      key="send"
      type="submit"
      disabled={!ready}
      title={composer.send}
      className={`${SHAPE} bg-accent text-accent-ink enabled:hover:bg-accent-strong disabled:bg-sunken disabled:text-muted`}
    >
      {waitSeconds > 0 ? (
        <span className="px-3 text-sm tabular-nums">
          <span className="sr-only">{composer.sendIn}</span> <span>{duration(waitSeconds)}</span>
        </span>
      ) : (
        <>
          <span className="sr-only">{composer.send}</span>
          <Icon name="arrowUp" />
        </>
      )}
    </button>
  );
}
