"use client";
/** Copies a text and says so for a moment. */
import { useEffect, useState } from "react";

import { conversation } from "../strings/chat.ts";
import { copyText } from "./copy-text.ts";
import { Icon } from "./icon.tsx";

type Props = { text: string; label: string; "data-copy"?: string };

const SHOWN_MILLISECONDS = 2000;

export function CopyButton({ text, label, ...rest }: Props) {
  const [outcome, setOutcome] = useState<"copied" | "failed">();

  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () => void copyText(text).then((copied) => setOutcome(copied ? "copied" : "failed"));

  return (
    <button type="button" className="button-quiet" onClick={copy} {...rest} aria-label={label} title={label}>
      <Icon name={outcome === "copied" ? "check" : "copy"} className="size-4" />
      <output className={outcome ? "" : "sr-only"}>
        {outcome === "copied" ? conversation.copied : outcome === "failed" ? conversation.copyFailed : ""}
      </output>
    </button>
  );
}
