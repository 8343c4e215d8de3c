/** A table that scrolls by itself when it is wider than the page. */
import type { ComponentProps } from "react";
import type { ExtraProps } from "streamdown";

export function ScrollTable({ children }: ComponentProps<"table"> & ExtraProps) {
  return (
    <div className="my-4 overflow-x-auto rounded-2xl border border-line">
      <table>{children}</table>
    </div>
  );
}
