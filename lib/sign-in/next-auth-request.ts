/** A request as next-auth takes it, cleaned: it answers 500 to a callback address or a cookie that is none. */
import "server-only";

import { z } from "zod";

import { isSessionCookie, usesSecureCookies } from "../auth/session.ts";
import { Refusal } from "../errors.ts";
import { readCookies } from "../http/cookies.ts";
import { readBody } from "../http/read-body.ts";
import { safeguards } from "../safeguards.ts";
import type { SignInAddress } from "./sign-in-addresses.ts";

type Fields = Record<string, string>;
export type NextAuthRequest = {
  method: string;
  headers: Fields;
  query: Record<string, string | string[]>;
  cookies: Fields;
  body: Fields;
};

/** What next-auth names its errors with. Other words would be somebody else's, and may not even fit into a header. */
const ERROR_NAME = /^\w{1,60}$/;

/**
 * @param origin our own, which decides where a callback may lead
 * @throws Refusal `body_too_large`, `body_timeout`, `invalid_request`
 */
export async function nextAuthRequest(
  request: Request,
  { action, providerId }: SignInAddress,
  origin: string,
): Promise<NextAuthRequest> {
  const { protocol, host } = new URL(origin);
  return {
    method: request.method,
    headers: { host, "x-forwarded-proto": protocol.slice(0, -1) },
    // Next-auth would add what a sign-in's query holds to what it asks the provider for.
    query: {
      ...(request.method === "GET" && readQuery(request, action, origin)),
      nextauth: segments(action, providerId),
    },
    cookies: readOwnCookies(request.headers, origin),
    body: request.method === "POST" ? await readFields(request) : {},
  };
}

/** @returns the address that a callback may lead to, as text that fits into a header; undefined for any other */
export function ownAddress(url: string, origin: string): string | undefined {
  const address = URL.parse(url, origin);
  return address?.origin === origin ? address.href : undefined;
}

function segments(action: string, providerId: string | undefined): string[] {
  return providerId === undefined ? [action] : [action, providerId];
}

function readQuery(request: Request, action: string, origin: string): Fields {
  const { callbackUrl, error, ...rest } = Object.fromEntries(new URL(request.url).searchParams);
  const back = callbackUrl === undefined ? undefined : ownAddress(callbackUrl, origin);
  const named = error !== undefined && (action === "callback" || ERROR_NAME.test(error)) ? error : undefined;
  return { ...rest, ...(back && { callbackUrl: back }), ...(named && { error: named }) };
}

/** Only those that next-auth sets itself: it would answer the others with a header that takes them back, whatever their name. */
function readOwnCookies(headers: Headers, origin: string): Fields {
  const secure = usesSecureCookies();
  const prefix = secure ? "__Secure-" : "";
  const known = ["callback-url", "state", "nonce", "pkce.code_verifier"].map((name) => `${prefix}next-auth.${name}`);
  const names = new Set([...known, `${secure ? "__Host-" : ""}next-auth.csrf-token`]);
  const entries = Object.entries(readCookies(headers)).flatMap(([name, value]): [string, string][] => {
    const decoded = names.has(name) || isSessionCookie(name) ? decode(value) : undefined;
    const kept = name === known[0] && decoded ? ownAddress(decoded, origin) : decoded;
    return kept ? [[name, kept]] : [];
  });
  return Object.fromEntries(entries);
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

/** A form, as our page sends it, or flat JSON. Anything else has no fields, and next-auth refuses what lacks its token. */
async function readFields(request: Request): Promise<Fields> {
  const { bodyBytes, bodySeconds } = safeguards().limits;
  const text = await readBody(request, { maxBytes: bodyBytes, seconds: bodySeconds });
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  return isJson ? flatJson(text) : Object.fromEntries(new URLSearchParams(text));
}

/** @throws Refusal `invalid_request` for what is no JSON object of texts */
function flatJson(text: string): Fields {
  try {
    return z.record(z.string(), z.coerce.string()).parse(JSON.parse(text));
  } catch (cause) {
    throw new Refusal("invalid_request", { detail: "The body is no flat JSON object.", cause });
  }
}
