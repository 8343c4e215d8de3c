/** The bar on top: the name, the chats, a new chat, what is left, and whose session it is. */
import { AccountMenu } from "../account/account-menu.tsx";
import type { Visitor } from "../account/visitor.ts";
import { service } from "../strings/entrance.ts";
import { header } from "../strings/frame.ts";
import { Icon } from "../ui/icon.tsx";
import { Mark } from "../ui/mark.tsx";
import type { ModelChoice } from "../usage/model-choice.ts";
import { UsageMeter } from "../usage/usage-meter.tsx";
import type { Usage } from "../usage/usage.ts";

type Props = {
  visitor: Visitor;
  usage: Usage | undefined;
  model: ModelChoice | undefined;
  onUsageStale: () => void;
  onHistory: () => void;
  /** Undefined while the chat that is open is a new one. */
  onNewChat: (() => void) | undefined;
  onShortcuts: () => void;
  onLeave: (leaving: boolean) => void;
};

export function ChatHeader({ visitor, onHistory, onNewChat, ...rest }: Props) {
  const { usage, model, onUsageStale, onShortcuts, onLeave } = rest;
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line px-3 sm:gap-2 sm:px-4">
      <button type="button" className="button-quiet lg:hidden" aria-label={header.history} onClick={onHistory}>
        <Icon name="list" />
      </button>
      <span className="me-auto flex items-center gap-2 font-semibold tracking-tight">
        <Mark className="size-7 max-[22rem]:hidden" />
        <span className="max-[30rem]:sr-only">{service.name}</span>
      </span>
      <button type="button" className="button-bar" onClick={onNewChat} disabled={!onNewChat}>
        <Icon name="plus" className="size-4" />
        <span>{header.newChat}</span>
      </button>
      <UsageMeter usage={usage} model={model} onOpen={onUsageStale} />
      <AccountMenu visitor={visitor} onShortcuts={onShortcuts} onLeave={onLeave} />
    </header>
  );
}
