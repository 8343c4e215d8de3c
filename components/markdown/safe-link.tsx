/** A link in an answer: opens elsewhere, and only when clicked. Anything but web and mail stays words. */
import type { ComponentProps } from "react";
import type { ExtraProps } from "streamdown";

import { safeUrl } from "./safe-url.ts";

export function SafeLink({ href, children }: ComponentProps<"a"> & ExtraProps) {
  const url = safeUrl(href);
  if (!url) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" title={url}>
      {children}
    </a>
  );
}
