/** What a tool is: a function that the model may ask for, run on the server, each in a file of its own. */
import "server-only";

import type { z } from "zod";

import type { ChatUser } from "../../auth/require-user.ts";

export type ToolContext = {
  /** Who asks. Nothing else says it: the model's arguments may be made up by anybody whose text it reads. */
  user: ChatUser;
  /** Fires at the deadline, and when the reply ends: hand it on to every fetch. */
  signal: AbortSignal;
};

export type Tool<Input extends z.ZodObject = z.ZodObject> = {
  /** As the model and the plan call it: letters, digits, "_" and "-", at most 64. */
  name: string;
  /** One sentence for the model: when to call it. */
  description: string;
  /** What the model must give. It is checked before the tool runs; describe() each field to the model. */
  input: Input;
  /** After so many milliseconds the model is told that the tool took too long. */
  deadlineMs: number;
  /** The most bytes of JSON that it may answer: they are billed as input of each further step. */
  outputBytes: number;
  /**
   * @returns what becomes JSON; the model and the page see it
   * @throws ToolError with a sentence for both; of any other error they learn nothing but that there was one
   */
  run(input: z.infer<Input>, context: ToolContext): unknown;
};

/** Its message is told to the model and to the page: one short sentence, and never a secret. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}
