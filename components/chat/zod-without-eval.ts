/** Keeps zod (which the AI SDK brings) from compiling code at run time: the content security policy forbids it. */
import { config } from "zod/v4/core";

config({ jitless: true });
