/** Under a finished answer: how it ended, where that is not plain to see, and what one can do with it. */
import { endings } from "../strings/answer.ts";
import { conversation } from "../strings/chat.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Ending } from "./ending.ts";

type Props = {
  text?: string;
  ending: Ending;
  onRetry: (() => void) | undefined;
  /** Goes on where the answer was cut. */
  onContinue?: (() => void) | undefined;
};

export function AnswerActions({ text, ending, onRetry, onContinue }: Props) {
  const note = noteOf(ending, text);
  return (
    <div className="-ml-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
      {text && <CopyButton text={text} label={conversation.copyAnswer} data-copy="answer" />}
      {onRetry && <RetryButton ending={ending} onClick={onRetry} />}
      {note && <span className="pl-1 text-sm">{note}</span>}
      {onContinue && ending === "length" && text && (
        <button type="button" className="button-small" onClick={onContinue}>
          {conversation.continue}
        </button>
      )}
    </div>
  );
}

function noteOf(ending: Ending, text: string | undefined): string | undefined {
  if (ending === "complete") return undefined;
  return endings[ending][text ? "withWords" : "withoutWords"];
}

/** Where there is no answer to keep, asking again is the way on, and is said in words. */
function RetryButton({ ending, onClick }: { ending: Ending; onClick: () => void }) {
  if (ending === "interrupted" || ending === "empty")
    return (
      <button type="button" className="button-small ml-2" onClick={onClick}>
        {conversation.askAgain}
      </button>
    );
  return (
    <button
      type="button"
      className="button-quiet"
      onClick={onClick}
      aria-label={conversation.regenerate}
      title={conversation.regenerate}
    >
      <Icon name="refresh" className="size-4" />
    </button>
  );
}
