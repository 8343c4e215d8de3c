/** The tools that one request offers to the model, as providers are told of them. */
import "server-only";

import { z } from "zod";

import type { ModelConfig, Plan } from "../config-schema.ts";
import { toolNamed } from "./tools/registry.ts";
import type { Tool } from "./tools/tool.ts";

export type OfferedTool = { name: string; description: string; parameters: Record<string, unknown> };

/** None where the model calls none, or where there is no further step in which it could hear of their outputs. */
export function offeredTools({ tools, maxSteps }: Plan, model: ModelConfig | undefined): OfferedTool[] {
  if (!model?.tools || maxSteps < 2) return [];
  return tools.flatMap((name) => {
    const tool = toolNamed(name);
    return tool ? [described(tool)] : [];
  });
}

/** How often the model may be called for one reply: without tools there is nothing to go on with. */
export function mostSteps({ maxSteps }: Plan, offered: OfferedTool[]): number {
  return offered.length > 0 ? maxSteps : 1;
}

function described({ name, description, input }: Tool): OfferedTool {
  const { $schema: _, ...parameters } = z.toJSONSchema(input, { io: "input" });
  return { name, description, parameters };
}
