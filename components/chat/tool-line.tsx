"use client";
/** A call of a tool: one quiet line, which opens. */
import { useId, useState } from "react";

import { tools } from "../strings/answer.ts";
import { Icon } from "../ui/icon.tsx";
import type { ToolCall } from "./answer-parts.ts";
import { outputLabel, tookText, toolLine, valueText } from "./tool-words.ts";

type Props = { call: ToolCall; writing: boolean };

export function ToolLine({ call, writing }: Props) {
  const [open, setOpen] = useState(false);
  const details = useId();
  return (
    <div className="my-1 text-sm text-muted">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={details}
        onClick={() => setOpen(!open)}
        className="-ms-2 flex min-h-8 max-w-full items-center gap-1.5 rounded-xl px-2 text-start transition-colors hover:bg-sunken hover:text-ink"
      >
        <Icon name={call.state === "failed" ? "alert" : "tool"} className="size-4 shrink-0" />
        <span className="wrap-anywhere">{toolLine(call, writing)}</span>
        <Icon name="chevron" className={`size-4 shrink-0 transition-transform ${open ? "rotate-180" : ""}`} />
      </button>
      <dl
        id={details}
        hidden={!open}
        className="mt-1 mb-3 grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 rounded-xl border border-line px-4 py-3 not-[[hidden]]:grid"
      >
        <Detail name={tools.tool} value={call.name} />
        <Detail name={tools.input} value={valueText(call.input)} />
        {call.state !== "open" && <Detail name={outputLabel(call)} value={valueText(call.output)} />}
        {call.ms !== undefined && <Detail name={tools.time} value={tookText(call.ms)} />}
      </dl>
    </div>
  );
}

function Detail({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto" className="font-mono text-[0.8125rem] leading-5 wrap-anywhere whitespace-pre-wrap text-ink">
        {value}
      </dd>
    </>
  );
}
