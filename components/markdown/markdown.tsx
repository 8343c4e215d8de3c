"use client";
/** Draws an answer's markdown. Loads nothing by itself: raw HTML is shown as text, images and odd links are disarmed. */
import { memo } from "react";
import { defaultRehypePlugins, defaultRemarkPlugins, Streamdown, type Components } from "streamdown";

import { CodeBlock } from "./code-block.tsx";
import { CodeOrFormula } from "./formula.tsx";
import { markFormulas } from "./formulas.ts";
import { ImageLink } from "./image-link.tsx";
import { SafeLink } from "./safe-link.tsx";
import { ScrollTable } from "./scroll-table.tsx";
import { textAlone } from "./text-alone.ts";

// Without "raw", HTML stays text. Without "codeMeta", no unknown attribute reaches the page.
const { raw: _raw, ...rehype } = defaultRehypePlugins;
const { codeMeta: _codeMeta, ...remark } = defaultRemarkPlugins;
const rehypePlugins = [...Object.values(rehype), textAlone];
const remarkPlugins = Object.values(remark);

// Plain elements, styled in globals.css, in place of the renderer's own with their buttons and dialogs.
const plain = ["p", "ul", "ol", "li", "hr", "strong", "blockquote", "sup", "sub"] as const;
/** Above an answer's headings stand the page's own and the speaker's name. */
const headings = { h1: "h3", h2: "h4", h3: "h5", h4: "h6", h5: "h6", h6: "h6" } as const;
const tableParts = ["thead", "tbody", "tr", "th", "td", "section"] as const;

const components: Components = {
  ...Object.fromEntries([...plain, ...tableParts].map((name) => [name, name])),
  ...headings,
  a: SafeLink,
  code: CodeOrFormula,
  img: ImageLink,
  pre: CodeBlock,
  table: ScrollTable,
};

type Props = { text: string; writing: boolean };

export const Markdown = memo(function Markdown({ text, writing }: Props) {
  return (
    <div dir="auto" className="markdown" data-writing={writing}>
      <Streamdown
        mode="streaming"
        parseIncompleteMarkdown={writing}
        components={components}
        rehypePlugins={rehypePlugins}
        remarkPlugins={remarkPlugins}
      >
        {markFormulas(text)}
      </Streamdown>
    </div>
  );
});
