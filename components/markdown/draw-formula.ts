/** Turns TeX into MathML, which browsers draw by themselves: no fonts, no style sheet. Loaded with the first formula. */
import temml from "temml";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** @throws when it is no TeX, or more than a formula */
export function drawFormula(tex: string, display: boolean): Element {
  const options = { displayMode: display, throwOnError: true, trust: false, maxExpand: 200 };
  const markup = temml.renderToString(tex, options);
  // The content security policy forbids styles in markup, and allows them from code.
  const inert = new DOMParser().parseFromString(markup.replaceAll(' style="', ' data-style="'), "text/html");
  const math = inert.body.firstElementChild;
  if (!math) throw new Error("Nothing was drawn");
  for (const element of [math, ...math.querySelectorAll("*")]) {
    if (element.namespaceURI !== MATHML) throw new Error("A formula draws formulas only");
    const style = element.getAttribute("data-style");
    element.removeAttribute("data-style");
    if (style !== null && element instanceof MathMLElement) element.style.cssText = style;
  }
  return math;
}
