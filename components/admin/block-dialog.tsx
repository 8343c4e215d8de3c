"use client";
/** Asks before an account is blocked or let in again, and does it. */
import { accountPath } from "./account-path.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

type Props = { account: string; blocked: boolean; onClose: () => void; onDone?: () => void };

export function BlockDialog({ account, blocked, onClose, onDone }: Props) {
  const verb = blocked ? "Unblock" : "Block";
  return (
    <ConfirmDialog
      title={`${verb} ${account}?`}
      text={
        blocked
          ? "Their messages are answered again once they have signed in."
          : "They are signed out everywhere, new messages are refused at once, and a running reply ends within two seconds. Nothing is deleted."
      }
      verb={verb}
      action={{ path: accountPath(account), body: { blocked: !blocked } }}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
