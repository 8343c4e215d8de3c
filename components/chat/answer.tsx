/** One answer, its texts and the calls of tools between them: plain text until the markdown renderer has arrived, or when it cannot; markdown from then on. */
import type { UIMessage } from "ai";
import { lazy, memo, Suspense, type ComponentType, type ReactNode } from "react";

import { conversation } from "../strings/chat.ts";
import { Mark } from "../ui/mark.tsx";
import { blocksOf } from "./answer-parts.ts";
import { Dots } from "./thinking.tsx";
import { ToolLine } from "./tool-line.tsx";

// The renderer is bigger than the rest of the page together, so it loads after the page is usable.
export const loadMarkdown = () => import("../markdown/markdown.tsx");
const Markdown = lazy<ComponentType<Text>>(() =>
  loadMarkdown().then(
    ({ Markdown: component }) => ({ default: component }),
    () => ({ default: PlainWords }),
  ),
);

type Text = { text: string; writing: boolean };
type Props = { message: UIMessage; writing: boolean; children: ReactNode };

export function Answer({ message, writing, children }: Props) {
  const blocks = blocksOf(message);
  const last = blocks.at(-1);
  return (
    <article className="mb-6 flex gap-4">
      <Mark className="mt-0.5 size-7 shrink-0 max-sm:hidden" />
      <div className="min-w-0 flex-1">
        <h2 className="sr-only">{conversation.assistant}</h2>
        {blocks.map((block, at) =>
          "text" in block ? (
            // Blocks are only ever added at the end.
            <Words key={at} text={block.text} writing={writing && block === last} />
          ) : (
            <ToolLine key={block.call.id} call={block.call} writing={writing} />
          ),
        )}
        {writing && last && "call" in last && <Dots />}
        {/* The row keeps its height while the answer is written, so that nothing moves when it ends. */}
        <div className="mt-1 flex min-h-9 items-center">{!writing && children}</div>
      </div>
    </article>
  );
}

const Words = memo(function Words(props: Text) {
  return (
    <Suspense fallback={<PlainWords {...props} />}>
      <Markdown {...props} />
    </Suspense>
  );
});

function PlainWords({ text }: Text) {
  return (
    <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {text}
    </p>
  );
}
