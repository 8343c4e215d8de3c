/** What one can do with a finished answer. */
import { conversation } from "../strings.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icon.tsx";

type Props = { text?: string; stopped: boolean; onRetry: (() => void) | undefined };

export function AnswerActions({ text, stopped, onRetry }: Props) {
  return (
    <div className="-ml-2 flex items-center gap-1 text-muted">
      {text && <CopyButton text={text} label={conversation.copyAnswer} data-copy="answer" />}
      {onRetry && (
        <button
          type="button"
          className="button-quiet"
          onClick={onRetry}
          aria-label={conversation.regenerate}
          title={conversation.regenerate}
        >
          <Icon name="refresh" className="size-4" />
        </button>
      )}
      {stopped && <span className="pl-1 text-sm">{conversation.stopped}</span>}
    </div>
  );
}
