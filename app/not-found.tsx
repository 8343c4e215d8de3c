/** What a wrong address shows. */
import Link from "next/link";

import { MessagePage } from "@/components/ui/message-page.tsx";

export default function NotFound() {
  return (
    <MessagePage title="Nothing lives here" text="The address may be old, or mistyped.">
      <Link href="/" className="button-primary">
        Go to the chat
      </Link>
    </MessagePage>
  );
}
