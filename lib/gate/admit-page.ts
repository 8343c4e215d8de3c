/** Pages: a content security policy with a fresh nonce each time. The framework reads the nonce off the request. */
import { type NextRequest, NextResponse } from "next/server";

import { challengeInForce } from "../auth/challenge.ts";
import { env } from "../env.ts";
import { Refusal } from "../errors.ts";

/**
 * Pages are for reading: by another method the framework would look for an action in the request, and log what it does not know.
 * @throws Refusal `method_not_allowed`
 */
export function admitPage(request: NextRequest): Response {
  if (request.method !== "GET" && request.method !== "HEAD")
    throw new Refusal("method_not_allowed", { headers: { allow: "GET" } });
  const policy = contentSecurityPolicy(btoa(crypto.randomUUID()));
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  return NextResponse.next({ request: { headers }, headers: { "content-security-policy": policy } });
}

function contentSecurityPolicy(nonce: string): string {
  // The development server evaluates code and injects styles to reload without a refresh.
  const development = env().NODE_ENV === "development";
  const challenge = challengeInForce()?.origin;
  const styles = development ? "'unsafe-inline'" : `'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}${challenge ? ` ${challenge}` : ""}`,
    `style-src 'self' ${styles}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    ...(challenge ? [`frame-src ${challenge}`] : []),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
