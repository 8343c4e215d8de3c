"use client";
/** What a page shows when drawing it failed. The digest lets the owner find the cause in the log. */
import { MessagePage } from "@/components/ui/message-page.tsx";

type Props = { error: Error & { digest?: string } };

export default function ErrorPage({ error }: Props) {
  return (
    <MessagePage title="Something went wrong" text="This page could not be shown. Loading it again often helps.">
      <button type="button" className="button-primary" onClick={() => location.reload()}>
        Reload
      </button>
      {error.digest && <p className="mt-6 text-xs text-muted">Reference {error.digest}</p>}
    </MessagePage>
  );
}
