/** Two edge middlewares: one that does nothing, to see what having one costs, and the rate limit of the usual guides. */
import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { type NextRequest, NextResponse } from "next/server";

export const config = { matcher: ["/api/gated", "/api/usual"] };

const ratelimit = new Ratelimit({ redis: Redis.fromEnv(), limiter: Ratelimit.slidingWindow(100_000_000, "5 m") });

export async function middleware(request: NextRequest): Promise<NextResponse> {
  if (request.nextUrl.pathname === "/api/gated") return NextResponse.next();
  const { success } = await ratelimit.limit(request.headers.get("x-forwarded-for") ?? "unknown");
  return success ? NextResponse.next() : NextResponse.json({ error: "Too many requests" }, { status: 429 });
}
