/** A table that scrolls by itself when it is wider than the page. */
import type { ComponentProps } from "react";
import type { ExtraProps } from "streamdown";

export function ScrollTable({ children }: ComponentProps<"table"> & ExtraProps) {
  return (
    // By keys as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} className="my-4 overflow-x-auto rounded-2xl border border-line">
      <table>{children}</table>
    </div>
  );
}
