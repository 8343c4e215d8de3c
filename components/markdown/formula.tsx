"use client";
/** Code inside a line, or the formula that stands there: as its source until it is drawn, and when it cannot be. */
import { type ComponentProps, useEffect, useRef, useState } from "react";
import type { ExtraProps } from "streamdown";

import { type FormulaText, readFormula } from "./formulas.ts";

export function CodeOrFormula({ children }: ComponentProps<"code"> & ExtraProps) {
  const formula = readFormula(children);
  return formula ? <Formula {...formula} /> : <code>{children}</code>;
}

function Formula({ source, tex, display }: FormulaText) {
  const box = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState(false);

  useEffect(() => {
    let wanted = true;
    const draw = async () => {
      const { drawFormula } = await import("./draw-formula.ts");
      if (!wanted) return;
      box.current?.replaceChildren(drawFormula(tex, display));
      setDrawn(true);
    };
    draw().catch(() => wanted && setDrawn(false));
    return () => {
      wanted = false;
    };
  }, [tex, display]);

  return (
    // Wide formulas scroll, by keys as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <span translate="no" className={display ? "formula" : undefined} tabIndex={display ? 0 : undefined}>
      <span ref={box} hidden={!drawn} />
      {!drawn && <code>{source}</code>}
    </span>
  );
}
