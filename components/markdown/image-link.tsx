/** Stands where an image would be. Loading one would tell a stranger's server what was said here. */
import type { ComponentProps } from "react";
import type { ExtraProps } from "streamdown";

import { conversation } from "../strings/chat.ts";
import { Icon } from "../ui/icon.tsx";
import { safeUrl } from "./safe-url.ts";

export function ImageLink({ src, alt }: ComponentProps<"img"> & ExtraProps) {
  const url = safeUrl(src);
  const label = (
    <>
      <Icon name="image" className="me-1 inline size-4 align-text-bottom" />
      <span>{alt || conversation.image}</span>
    </>
  );
  if (!url) return <span>{label}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" title={url}>
      {label}
    </a>
  );
}
