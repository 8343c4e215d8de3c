/** Tells the time, which a model cannot know. */
import "server-only";

import { z } from "zod";

import { type Tool, ToolError } from "./tool.ts";

const input = z.strictObject({
  timezone: z.string().max(64).optional().describe("An IANA time zone such as Europe/Zurich; UTC when it is left out."),
});

export const currentTime: Tool<typeof input> = {
  name: "current_time",
  description: "Tells the current date and time, in UTC or in a time zone.",
  input,
  deadlineMs: 1_000,
  outputBytes: 500,
  run({ timezone }) {
    const now = new Date();
    const timeZone = timezone || "UTC";
    return { utc: now.toISOString(), timezone: timeZone, local: localTime(now, timeZone) };
  },
};

function localTime(now: Date, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long", timeZone }).format(now);
  } catch {
    throw new ToolError("There is no such time zone.");
  }
}
