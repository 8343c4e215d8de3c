/** A block of code with its language and a copy button. */
import { isValidElement, type ComponentProps, type ReactNode } from "react";
import type { ExtraProps } from "streamdown";

import { conversation } from "../strings/chat.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { highlight, type Piece } from "./highlight.ts";

const COLOURS: Record<Piece["kind"], string> = {
  plain: "",
  comment: "text-muted italic",
  string: "text-accent",
  number: "text-notice-ink",
  keyword: "text-keyword",
};

export function CodeBlock({ children }: ComponentProps<"pre"> & ExtraProps) {
  const { code, language } = readCode(children);
  return (
    <div className="my-4 overflow-hidden rounded-2xl border border-line bg-sunken">
      <div className="flex h-10 items-center justify-between pr-1 pl-4 text-muted">
        <span className="font-mono text-xs">{language}</span>
        <CopyButton text={code} label={conversation.copyCode} />
      </div>
      {/* Long lines scroll, by keys as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre dir="ltr" tabIndex={0}>
        <code>
          {highlight(code, language).map(({ kind, text }, index) => (
            // Pieces never move, they only grow in number: their place is their identity.
            <span key={index} className={COLOURS[kind]}>
              {text}
            </span>
          ))}
        </code>
      </pre>
    </div>
  );
}

/** The renderer hands over <code class="language-x">text</code>. */
function readCode(children: ReactNode): { code: string; language: string } {
  if (!isValidElement<{ className?: unknown; children?: unknown }>(children)) return { code: "", language: "text" };
  const { className, children: text } = children.props;
  const language = typeof className === "string" ? /language-(\S+)/.exec(className)?.[1] : undefined;
  return { code: typeof text === "string" ? text.replace(/\n$/, "") : "", language: language ?? "text" };
}
