/** One switch for each safeguard, which turns off that one and nothing else. */
import { z } from "zod";

import type { Answered, Keys, Off, Passed } from "../attack/one-off-proxy.ts";
import { type Switch, SWITCHES } from "../attack/one-off-switches.ts";
import { chatBody } from "../attack/profile.ts";
import { safeguardOf } from "../attack/safeguards.ts";

const FIELDS = ["id", "messages", "trigger", "messageId", "model"];
const PROTOTYPE = /"(?:__proto__|constructor|prototype)"\s*:/;

const bodySchema = z.record(z.string(), z.unknown());
const textSchema = z.looseObject({ type: z.literal("text"), text: z.string() });
const fileSchema = z.looseObject({ type: z.literal("file"), mediaType: z.string(), url: z.string() });
/** What is meant to be taken for a picture: by its type, or because it brings its bytes. */
const pictureSchema = fileSchema.refine(
  ({ mediaType, url }) => mediaType.startsWith("image/") || url.startsWith("data:"),
);
const plainSchema = messagesOf(textSchema);
const picturesSchema = messagesOf(z.union([textSchema, pictureSchema]));

function messagesOf(part: z.ZodType) {
  const message = z.looseObject({ role: z.enum(["user", "assistant"]), parts: z.array(part) });
  return z.looseObject({ messages: z.array(message) });
}

/** What is wrong with a refused question: each of these is another safeguard's to find. */
function wrongIn({ body }: Passed): "bytes" | "fields" | "model" | "messages" | "pictures" | "else" {
  const raw = body.toString();
  const fields = bodySchema.safeParse(parsed(raw)).data;
  if (!fields || PROTOTYPE.test(raw)) return "bytes";
  if (Object.keys(fields).some((name) => !FIELDS.includes(name))) return "fields";
  if (fields.model !== undefined) return "model";
  if (plainSchema.safeParse(fields).success) return "else";
  return picturesSchema.safeParse(fields).success ? "pictures" : "messages";
}

/** Lets through, in an honest form, what was refused for one thing alone. */
function forgiving(wrong: ReturnType<typeof wrongIn>[], honest: (passed: Passed) => unknown): Off {
  return {
    instead: async (passed, { code }, keys) => {
      if (code !== "invalid_request" || !wrong.includes(wrongIn(passed))) return undefined;
      return anew({ ...passed, body: Buffer.from(JSON.stringify(honest(passed))) }, keys);
    },
  };
}

/** As the owner, at the addresses that fit. */
function asOwner(fits: RegExp, not = /^$/): Off {
  return {
    request: (passed, { adminCookie }) =>
      fits.test(passed.path) && !not.test(passed.path)
        ? { ...passed, headers: { ...passed.headers, cookie: adminCookie } }
        : passed,
  };
}

const NARROWER: Record<string, Off> = {
  "closed set of fields": forgiving(["fields"], ({ body }) => {
    const all = Object.entries(bodySchema.parse(JSON.parse(body.toString())));
    return Object.fromEntries(all.filter(([name]) => FIELDS.includes(name)));
  }),
  "closed set of roles and parts": forgiving(["messages"], () => chatBody()),
  "strict bodies": forgiving(["bytes", "else"], () => chatBody()),
  "one shape of refusals": {
    answer: (answered) => (answered.status >= 400 ? asText(answered) : answered),
  },
  "one spelling of addresses": {
    request: (passed, { memberCookie }) => {
      const path = passed.path.replace(/\/+/g, "/").toLowerCase();
      if (path === passed.path || !path.startsWith("/api/")) return passed;
      return { ...passed, path, headers: { ...passed.headers, cookie: memberCookie } };
    },
  },
  "owner's rights": asOwner(/^\/api\/admin\//, /pause|users/),
  "grants by the owner alone": asOwner(/^\/api\/admin\/users\//, /pause|\.\.|%2e/i),
};

const PAUSE: Switch = {
  safeguard: "the owner's pause",
  look: ["admin-stranger-pause", "admin-member-pause"],
  named: "admin-member-pause",
  off: asOwner(/pause/),
};

const byName = Map.groupBy(SWITCHES, ({ named }) => safeguardOf(named).name);

/** What a configuration can turn off is turned off by it; the rest by a proxy. */
export const CHOSEN: Switch[] = [
  ...[...byName].flatMap(([name, [first]]) => (first ? [narrowed(first, NARROWER[name])] : [])),
  PAUSE,
];

function narrowed(one: Switch, off: Off | undefined): Switch {
  const { safeguard, look, named } = one;
  return off ? { safeguard, look, named, off } : one;
}

async function anew(passed: Passed, keys: Keys): Promise<Passed> {
  const token = await keys.token(passed.headers.cookie?.toString() ?? "");
  return { ...passed, headers: { ...passed.headers, "x-chat-token": token } };
}

function asText(answered: Answered): Answered {
  const headers = { ...answered.headers, "content-type": "text/html" };
  return { ...answered, headers, body: Buffer.from(new Error("no").stack ?? "") };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
