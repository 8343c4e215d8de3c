/** An account by its id, and the way to its page. */
import Link from "next/link";

import { accountPage } from "./account-path.ts";

type Props = { account: string; className?: string };

export function AccountLink({ account, className = "" }: Props) {
  // Every page is a look into the store: none before it is asked for.
  return (
    <Link
      href={accountPage(account)}
      prefetch={false}
      className={`font-mono text-[0.8125rem] wrap-anywhere underline decoration-line-strong underline-offset-4 hover:decoration-accent ${className}`}
    >
      {account}
    </Link>
  );
}
