"use client";
/** A part of the page that takes files which are dropped on it. Without it the browser would leave the page to show them. */
import { type DragEvent, type ReactNode, useState } from "react";

import { pictures as words } from "../strings/answer.ts";
import { useStayOnPage } from "./use-stay-on-page.ts";

type Props = { className: string; onFiles: (files: File[]) => void; children: ReactNode };

export function DropZone({ className, onFiles, children }: Props) {
  const [over, setOver] = useState(false);
  useStayOnPage();
  /** @returns whether it is files that are dragged, and not words */
  const take = (event: DragEvent, isOver: boolean) => {
    if (!event.dataTransfer.types.includes("Files")) return false;
    event.preventDefault();
    setOver(isOver);
    return true;
  };
  const leave = ({ currentTarget, relatedTarget }: DragEvent) => {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- The button and the paste do the same without a mouse.
    <main
      className={className}
      onDragOver={(event) => void take(event, true)}
      onDragLeave={leave}
      onDrop={(event) => {
        if (take(event, false)) onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute inset-3 z-10 flex items-center justify-center rounded-3xl border-2 border-dashed border-accent bg-accent-soft/90 text-lg font-medium"
        >
          {words.drop}
        </div>
      )}
    </main>
  );
}
