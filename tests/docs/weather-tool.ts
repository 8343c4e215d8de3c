/** Tells the weather in a city, by Open-Meteo. */
import "server-only";

import { z } from "zod";

import { type Tool, ToolError } from "../../lib/chat/tools/tool.ts";

/** Nobody else is ever asked, whatever the model says. */
const HOSTS = new Set(["geocoding-api.open-meteo.com", "api.open-meteo.com"]);

const input = z.strictObject({ city: z.string().min(1).max(80).describe("A city, e.g. Zurich") });
const found = z.object({
  results: z.array(z.object({ name: z.string(), latitude: z.number(), longitude: z.number() })).default([]),
});
const weather = z.object({ current: z.object({ temperature_2m: z.number(), wind_speed_10m: z.number() }) });

export const currentWeather: Tool<typeof input> = {
  name: "current_weather",
  description: "Tells the temperature in °C and the wind in km/h in a city right now.",
  input,
  deadlineMs: 5_000,
  outputBytes: 500,
  async run({ city }, { signal }) {
    const search = await ask("https://geocoding-api.open-meteo.com/v1/search", { name: city, count: "1" }, signal);
    const [place] = found.parse(search).results;
    if (!place) throw new ToolError("There is no such city.");
    const where = { latitude: String(place.latitude), longitude: String(place.longitude) };
    const query = { ...where, current: "temperature_2m,wind_speed_10m" };
    const { current } = weather.parse(await ask("https://api.open-meteo.com/v1/forecast", query, signal));
    return { city: place.name, celsius: current.temperature_2m, windKmh: current.wind_speed_10m };
  },
};

async function ask(address: string, query: Record<string, string>, signal: AbortSignal): Promise<unknown> {
  const url = new URL(`${address}?${new URLSearchParams(query).toString()}`);
  if (url.protocol !== "https:" || !HOSTS.has(url.host)) throw new Error("This host is not on the list");
  // The signal ends the request at the deadline, and when the visitor leaves. A redirect would lead past the list.
  const response = await fetch(url, { signal, redirect: "error" });
  if (!response.ok) throw new Error("The weather service does not answer");
  return response.json();
}
