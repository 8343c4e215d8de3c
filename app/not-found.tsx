/** What a wrong address shows. */
import Link from "next/link";

import { pages } from "@/components/strings/page.ts";
import { MessagePage } from "@/components/ui/message-page.tsx";

export default function NotFound() {
  return (
    <MessagePage title={pages.notFound} text={pages.notFoundText}>
      <Link href="/" className="button-primary">
        {pages.toTheChat}
      </Link>
    </MessagePage>
  );
}
