/** What must stay shut to whoever has no session, and with which words it must refuse. */
import { randomBytes } from "node:crypto";

import { encode } from "next-auth/jwt";
import { z } from "zod";

import type { Ask } from "./ask.ts";
import { type Finding, speaker } from "./finding.ts";

const { good, bad } = speaker("deployment");

type Refused = { title: string; path: string; init: RequestInit; codes: string[] };

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
});

export async function checkDoors(ask: Ask, origin: string): Promise<Finding[]> {
  return Promise.all((await closedDoors(origin)).map((door) => checkDoor(ask, door)));
}

async function closedDoors(origin: string): Promise<Refused[]> {
  const json = { "content-type": "application/json", origin };
  const post = (headers: Record<string, string>): RequestInit => ({ method: "POST", headers, body: "{}" });
  const forged = cookies(await forgedSession());
  const unsigned = cookies(`${base64({ alg: "none" })}.${base64({ sub: "doctor" })}.`);
  return [
    { title: "a chat without a session", path: "/api/chat", init: post(json), codes: ["not_signed_in"] },
    {
      title: "a chat from a foreign page",
      path: "/api/chat",
      init: post({ ...json, origin: "https://doctor.invalid" }),
      codes: ["forbidden"],
    },
    { title: "a chat token without a session", path: "/api/token", init: post(json), codes: ["not_signed_in"] },
    {
      title: "a session forged with another secret",
      path: "/api/usage",
      init: { headers: { cookie: forged } },
      codes: ["not_signed_in"],
    },
    {
      title: "a session without a signature",
      path: "/api/usage",
      init: { headers: { cookie: unsigned } },
      codes: ["not_signed_in"],
    },
    {
      title: "the owner's figures without a session",
      path: "/api/admin/usage",
      init: {},
      codes: ["not_signed_in", "not_found"],
    },
    {
      title: "reconciliation without its secret",
      path: "/api/cron/reconcile",
      init: {},
      codes: ["not_signed_in", "not_found"],
    },
    { title: "an address that does not exist", path: "/api/doctor", init: {}, codes: ["not_found"] },
  ];
}

async function checkDoor(ask: Ask, { title, path, init, codes }: Refused): Promise<Finding> {
  const response = await ask(path, init);
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined)).data;
  const shaped = response.headers.get("content-type")?.startsWith("application/problem+json");
  if (problem && shaped && codes.includes(problem.code) && problem.status === response.status)
    return good(`Refuses ${title} (${problem.code}).`);
  if (response.ok)
    return bad(`Lets in ${title}: ${path} answered ${response.status}.`, "Take it down until you know why.");
  return bad(
    `Refuses ${title} with ${response.status} ${problem?.code ?? "and no problem document"}, and not with ${codes.join(" or ")}.`,
  );
}

function forgedSession(): Promise<string> {
  const token = { sub: "doctor", name: "Doctor", email: "doctor@doctor.invalid" };
  return encode({ token, secret: randomBytes(32).toString("base64url"), maxAge: 60 });
}

/** Under both names, since the address alone does not say which one is in use. */
function cookies(value: string): string {
  return `next-auth.session-token=${value}; __Secure-next-auth.session-token=${value}`;
}

function base64(claims: object): string {
  return Buffer.from(JSON.stringify(claims)).toString("base64url");
}
