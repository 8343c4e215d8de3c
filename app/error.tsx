"use client";
/** What a page shows when drawing it failed. The digest lets the owner find the cause in the log. */
import { pages } from "@/components/strings/page.ts";
import { MessagePage } from "@/components/ui/message-page.tsx";

type Props = { error: Error & { digest?: string } };

export default function ErrorPage({ error }: Props) {
  return (
    <MessagePage title={pages.failed} text={pages.failedText}>
      <button type="button" className="button-primary" onClick={() => location.reload()}>
        {pages.reload}
      </button>
      {error.digest && <p className="mt-6 text-xs text-muted">{pages.reference(error.digest)}</p>}
    </MessagePage>
  );
}
