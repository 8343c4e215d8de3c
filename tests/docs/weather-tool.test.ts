/** The tool that docs/customising.md shows: run as it stands there, against a stand-in of the weather service. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, expect, it, vi } from "vitest";

import { runTools } from "../../lib/chat/run-tools.ts";
import { TOOLS } from "../../lib/chat/tools/registry.ts";
import { ROOT } from "../support/app/build.ts";
import { offered } from "../support/chat/tools.ts";
import { chatUser } from "../support/users.ts";
import { currentWeather } from "./weather-tool.ts";

TOOLS.push(currentWeather);
afterEach(() => vi.unstubAllGlobals());

const PLACE = { results: [{ name: "Zürich", latitude: 47.37, longitude: 8.55, country: "Switzerland" }] };
const WEATHER = { current: { time: "2026-11-01T12:00", temperature_2m: 7.4, wind_speed_10m: 11.2 } };

async function run(city: string, answers: unknown[]) {
  const asked: URL[] = [];
  vi.stubGlobal("fetch", (url: URL, { redirect }: RequestInit) => {
    if (redirect !== "error") throw new Error("It would follow a redirect");
    asked.push(url);
    return Promise.resolve(Response.json(answers[asked.length - 1]));
  });
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const page = { toolInput: () => {}, toolInputError: () => {}, toolOutput: () => {}, toolError: () => {} };
  const signal = new AbortController().signal;
  const calls = [{ name: "current_weather", input: JSON.stringify({ city }) }];
  const record = { beginTool: () => () => {} };
  const [use] = await runTools(calls, { tools: offered("current_weather"), user: chatUser(), signal, record }, page);
  return { asked, output: use?.output };
}

it("tells the weather, and asks nobody but the two hosts of its list", async () => {
  const { asked, output } = await run("Zurich&count=100#@evil.example", [PLACE, WEATHER]);
  expect(output).toBe('{"city":"Zürich","celsius":7.4,"windKmh":11.2}');
  expect(asked.map(({ host }) => host)).toEqual(["geocoding-api.open-meteo.com", "api.open-meteo.com"]);
  expect(asked[0]?.searchParams.get("name")).toBe("Zurich&count=100#@evil.example");
  expect(asked[0]?.searchParams.getAll("count")).toEqual(["1"]);
});

it("says that there is no such city, and nothing of what else went wrong", async () => {
  expect((await run("Nowhere", [{}])).output).toBe('{"error":"There is no such city."}');
  expect((await run("Zurich", [PLACE, { reason: "secret" }])).output).toBe('{"error":"The tool failed."}');
});

it("is the code that the page shows", () => {
  const code = readFileSync(join(ROOT, "tests/docs/weather-tool.ts"), "utf8");
  const shown = code.replace("../../lib/chat/tools/tool.ts", "./tool.ts");
  expect(readFileSync(join(ROOT, "docs/customising.md"), "utf8")).toContain(`\`\`\`ts\n${shown}\`\`\``);
});
