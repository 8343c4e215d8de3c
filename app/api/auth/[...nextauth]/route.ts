/** Sign-in and sign-out, by next-auth. */
import type { NextRequest } from "next/server";
import NextAuth from "next-auth";

import { nextAuthOptions } from "@/lib/auth/next-auth-options.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Options are made at the first request, when boot has set the environment, and never at build. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  const response: unknown = await NextAuth(request, context, nextAuthOptions());
  if (response instanceof Response) return response;
  throw new Error("next-auth gave no response");
}

export { handler as GET, handler as POST };
