/** The bar on top: the name, a new chat, what is left, and whose session it is. */
import { AccountMenu } from "../account/account-menu.tsx";
import type { Visitor } from "../account/visitor.ts";
import { Icon } from "../ui/icon.tsx";
import { Mark } from "../ui/mark.tsx";
import { UsageMeter } from "../usage/usage-meter.tsx";
import type { Usage } from "../usage/usage.ts";

type Props = {
  visitor: Visitor;
  usage: Usage | undefined;
  onUsageStale: () => void;
  onNewChat: (() => void) | undefined;
};

export function ChatHeader({ visitor, usage, onUsageStale, onNewChat }: Props) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line px-3 sm:gap-2 sm:px-4">
      <span className="mr-auto flex items-center gap-2 font-semibold tracking-tight">
        <Mark className="size-7" />
        <span className="max-[26rem]:sr-only">Guarded Chat</span>
      </span>
      <button type="button" className="button-bar" onClick={onNewChat} disabled={!onNewChat}>
        <Icon name="plus" className="size-4" />
        New chat
      </button>
      <UsageMeter usage={usage} onOpen={onUsageStale} />
      <AccountMenu visitor={visitor} />
    </header>
  );
}
