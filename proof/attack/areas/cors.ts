/** CORS: no other origin is let in to read what is said here. */
import type { Attack } from "../attack.ts";
import type { ControlName } from "../controls.ts";
import type { Answer } from "../../../tests/support/app/http-answer.ts";
import { header } from "../header.ts";
import { describe } from "../judge.ts";
import { judge, type Verdict } from "../verdict.ts";

const WHY =
  "An answer that names a foreign origin lets its pages read it, with the visitor's cookies (ASVS 5.0 3.4.2, OWASP API8:2023).";

const ASKED = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "content-type,x-chat-token",
};

const CHAT = "/api/chat";
const CONTROLS: Record<string, ControlName> = {
  [CHAT]: "reply",
  "/api/token": "figures",
  "/api/usage": "figures",
  "/api/auth/session": "signIn",
  "/sign-in": "page",
};

const ROWS: [id: string, title: string, method: string, path: string, headers: Record<string, string>][] = [
  [
    "preflight-chat",
    "A preflight for the chat is not granted",
    "OPTIONS",
    CHAT,
    { origin: "https://evil.example", ...ASKED },
  ],
  [
    "preflight-token",
    "A preflight for a token is not granted",
    "OPTIONS",
    "/api/token",
    { origin: "https://evil.example", ...ASKED },
  ],
  ["preflight-null", "A preflight from nowhere is not granted", "OPTIONS", CHAT, { origin: "null", ...ASKED }],
  [
    "preflight-network",
    "A preflight into a private network is not granted",
    "OPTIONS",
    CHAT,
    { origin: "https://evil.example", "access-control-request-private-network": "true", ...ASKED },
  ],
  ["usage", "The figures are not for foreign pages to read", "GET", "/api/usage", { origin: "https://evil.example" }],
  ["usage-null", "The figures are not for pages from nowhere to read", "GET", "/api/usage", { origin: "null" }],
  ["refusal", "A refusal is not for foreign pages to read", "POST", "/api/token", { origin: "https://evil.example" }],
  [
    "session",
    "The session is not for foreign pages to read",
    "GET",
    "/api/auth/session",
    { origin: "https://evil.example" },
  ],
  ["page", "The page is not for foreign pages to read", "GET", "/sign-in", { origin: "https://evil.example" }],
];

export const cors: Attack[] = ROWS.map(([id, title, method, path, headers]) => ({
  id: `cors-${id}`,
  area: "cors",
  title,
  why: WHY,
  control: CONTROLS[path] ?? "reply",
  cost: "free",
  run: async (target) =>
    notGranted(
      await target.ask(path === CHAT ? target.profile.path : path, {
        method,
        headers: { ...headers, ...target.accounts[0]?.credentials },
      }),
    ),
}));

function notGranted(answer: Answer): Verdict {
  const granted = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-private-network",
  ]
    .map((name) => header(answer, name) && `${name}: ${header(answer, name)}`)
    .filter(Boolean);
  return judge(
    granted.length === 0 && answer.status > 0 && answer.status < 500,
    granted.join(", ") || describe(answer),
  );
}
