/** Signing in and out by next-auth, asked through its Pages API: that one takes its input as values, which can be cleaned before. */
import "server-only";

import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";

import { Refusal } from "../errors.ts";
import { ownOrigin } from "../http/own-origin.ts";
import { requireSameOrigin } from "../http/require-same-origin.ts";
import { wasEnded } from "./was-ended.ts";
import { nextAuthOptions } from "./next-auth-options.ts";
import { nextAuthRequest } from "./next-auth-request.ts";
import { NextAuthResponse } from "./next-auth-response.ts";
import { signInAddress } from "./sign-in-addresses.ts";

/**
 * @param segments of the path behind /api/auth/
 * @throws Refusal `not_found`, `method_not_allowed`, `forbidden`, `invalid_request`, `body_too_large`, `body_timeout`
 */
export async function answerSignIn(request: Request, segments: string[]): Promise<Response> {
  const address = signInAddress(segments, request.method);
  if (request.method !== "GET") requireSameOrigin(request.headers);
  const origin = ownOrigin(request.headers);
  if (!origin) throw new Refusal("invalid_request", { detail: "The Host header is not an address of this service." });
  // Next-auth would renew a session that was ended, and say whose it was.
  if (address.action === "session" && (await wasEnded(request.headers))) return Response.json({});
  const req = await nextAuthRequest(request, address, origin);
  const res = new NextAuthResponse();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it reads these fields and calls these methods, no others
  await NextAuth(req as unknown as NextApiRequest, res as unknown as NextApiResponse, nextAuthOptions());
  return res.toResponse(request.headers.get("x-request-id") ?? crypto.randomUUID());
}
