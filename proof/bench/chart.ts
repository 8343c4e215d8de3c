/** Replies a second as bars, one group a case; readable on light and on dark pages. */
import type { Compared } from "./compare.ts";
import { type Route, ROUTES } from "./stage.ts";

const COLOURS: Record<Route, string> = {
  guarded: "#0f8a6d",
  usual: "#c2483d",
  ai: "#d9822b",
  gated: "#8b7fd6",
  sdk: "#5b8def",
  pass: "#9aa5b1",
};
const LABELS: Record<Route, string> = {
  guarded: "this project",
  usual: "usual guarded route",
  ai: "AI SDK",
  gated: "SDK + empty middleware",
  sdk: "openai SDK",
  pass: "passed through",
};
const HEIGHT = 160;
const BAR = 18;
const LEGEND = 170;

export function chart(compared: Compared[]): string {
  const shown = compared.filter(({ parallel }) => parallel === 16);
  const most = Math.max(...shown.flatMap(({ figures }) => ROUTES.map((route) => figures[route].perSecond)));
  const group = ROUTES.length * (BAR + 22) + 40;
  const bars = shown.flatMap(({ tokens, figures }, at) => [
    `<text x="${at * group + 10}" y="${HEIGHT + 46}" font-weight="600">${tokens} tokens, 16 parallel</text>`,
    ...ROUTES.map((route, place) => {
      const height = (figures[route].perSecond / most) * HEIGHT;
      const x = at * group + 10 + place * (BAR + 22);
      return (
        `<rect x="${x}" y="${(HEIGHT + 20 - height).toFixed(1)}" width="${BAR + 12}" height="${height.toFixed(1)}" rx="3" fill="${COLOURS[route]}"/>` +
        `<text x="${x}" y="${(HEIGHT + 14 - height).toFixed(1)}">${figures[route].perSecond.toFixed(0)}</text>`
      );
    }),
  ]);
  const legend = ROUTES.map(
    (route, at) =>
      `<rect x="${10 + at * LEGEND}" y="${HEIGHT + 62}" width="12" height="12" rx="2" fill="${COLOURS[route]}"/>` +
      `<text x="${28 + at * LEGEND}" y="${HEIGHT + 73}">${LABELS[route]}</text>`,
  );
  const width = Math.max(shown.length * group, ROUTES.length * LEGEND + 20);
  const style = "text{font:12px system-ui,sans-serif;fill:#333}@media(prefers-color-scheme:dark){text{fill:#ddd}}";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT + 90}" role="img" aria-label="Replies a second of each route"><style>${style}</style>${[...bars, ...legend].join("")}</svg>\n`;
}
