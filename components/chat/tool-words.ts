/** A call of a tool in words. */
import { tools } from "../strings/answer.ts";
import type { ToolCall } from "./answer-parts.ts";

/** @param writing whether the answer is still on its way, so that a call without an end is running */
export function toolLine({ name, state }: Pick<ToolCall, "name" | "state">, writing: boolean): string {
  const shown = Object.hasOwn(tools.names, name) ? (tools.names[name] ?? name) : name;
  if (state === "open") return (writing ? tools.running : tools.cutOff)(shown);
  return tools[state](shown);
}

export function outputLabel({ state }: Pick<ToolCall, "state">): string {
  return state === "failed" ? tools.error : tools.output;
}

/** @param ms milliseconds */
export function tookText(ms: number): string {
  return ms < 1000 ? tools.milliseconds(String(ms)) : tools.seconds((ms / 1000).toFixed(1));
}

/** What goes into a tool and comes out of it is JSON, or text. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}
