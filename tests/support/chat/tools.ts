/** Tools that misbehave, put into the registry of the code under test. */
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { OfferedTool } from "../../../lib/chat/offered-tools.ts";
import { type Tool, type ToolContext, ToolError } from "../../../lib/chat/tools/tool.ts";

export const SECRET = "a secret of the tool's own error";

const city = z.strictObject({ city: z.string().max(40).describe("A city") });

function toolOf(name: string, run: (input: { city: string }, context: ToolContext) => unknown): Tool<typeof city> {
  return { name, description: `Is ${name}`, input: city, deadlineMs: 200, outputBytes: 200, run };
}

export const SCRIPTED: Tool[] = [
  toolOf("weather", ({ city }) => ({ city, sky: "clear" })),
  toolOf("words", ({ city }) => `It rains in ${city}.`),
  toolOf("nothing", () => undefined),
  toolOf("who", (_, { user }) => ({ account: user.account })),
  toolOf("throws", () => {
    throw new Error(SECRET);
  }),
  toolOf("explains", () => {
    throw new ToolError("There is no such city.");
  }),
  toolOf("hangs", () => new Promise(() => {})),
  { ...toolOf("dawdles", () => sleep(1_500, "at last")), deadlineMs: 5_000 },
  toolOf("talks", () => "x".repeat(201)),
  toolOf("circles", () => {
    const circle: Record<string, unknown> = {};
    return Object.assign(circle, { circle });
  }),
];

export function offered(...names: string[]): OfferedTool[] {
  return names.map((name) => ({ name, description: `Is ${name}`, parameters: { type: "object" } }));
}
