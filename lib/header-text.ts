/** The schema of an environment variable that is sent as a header: what no header can carry is named at boot. */
import { z } from "zod";

/**
 * Visible ASCII and inner spaces. A pasted key may hold a zero-width space, a line end or a look-alike letter:
 * `fetch` throws on it before anything is sent, or the other side refuses it, and nobody sees why.
 */
export const headerText = z
  .string()
  .trim()
  .superRefine((value, context) => {
    const at = value.search(/[^ -~]/u);
    if (at < 0) return;
    const code = (value.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    context.addIssue({
      code: "custom",
      message: `holds a character that no header can carry (U+${code}, character ${at + 1}): copy it again`,
    });
  })
  .optional();

/** The same for a secret of ours that others could guess at. */
export const headerSecret = headerText.pipe(
  z.string().min(32, "must be at least 32 characters: openssl rand -base64 32").optional(),
);
