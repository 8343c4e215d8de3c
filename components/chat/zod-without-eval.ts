/**
 * Keeps zod (which the AI SDK brings) from compiling code at run time: the content security policy forbids it.
 * Imported before the SDK is, since the SDK tries it out at once.
 */
import { config } from "zod/v4/core";

config({ jitless: true });
