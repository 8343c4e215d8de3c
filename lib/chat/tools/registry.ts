/** All tools there are. A plan names those that it may use; nothing else is ever offered to the model, or run. */
import "server-only";

import { currentTime } from "./current-time.ts";
import { myLimits } from "./my-limits.ts";
import type { Tool } from "./tool.ts";

// CUSTOMISE: a tool is one file here, one entry in this list, and its name in the plans that may use it.
export const TOOLS: Tool[] = [currentTime, myLimits];

export function toolNamed(name: string): Tool | undefined {
  return TOOLS.find((tool) => tool.name === name);
}

/** @returns one sentence for each name of a plan that is no tool's */
export function unknownToolsIn(plans: Record<string, { tools: string[] }>): string[] {
  return Object.entries(plans).flatMap(([plan, { tools }]) =>
    tools
      .filter((name) => !toolNamed(name))
      .map((name) => `The plan "${plan}" names the tool "${name}", which is not in lib/chat/tools/registry.ts.`),
  );
}
