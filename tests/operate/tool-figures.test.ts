import { expect, it } from "vitest";

import { figuresByTool, toolCounters, toolsInCounters } from "../../lib/operate/tool-figures.ts";

const RUNS = [
  { name: "current_time", isError: false, atMs: 10, ms: 3 },
  { name: "get-weather", isError: true, atMs: 10, ms: 500 },
  { name: "current_time", isError: true, atMs: 90, ms: 4 },
];
const FIGURES = {
  current_time: { calls: 2, failed: 1, ms: 7 },
  "get-weather": { calls: 1, failed: 1, ms: 500 },
};

it("sums the calls of a reply by their tools", () => {
  expect(figuresByTool(RUNS)).toEqual(FIGURES);
  expect(figuresByTool([])).toEqual({});
});

it("comes back out of a day's counters as it went in, whatever stands beside it", () => {
  const counters: Record<string, number> = { replies: 3, "tool.other": 1, "tool..calls": 1, "toolx.a.calls": 1 };
  const written = toolCounters(RUNS);
  for (let at = 0; at < written.length; at += 2) counters[String(written[at])] = Number(written[at + 1]);
  expect(toolsInCounters(counters)).toEqual(FIGURES);
});
