/** An edge middleware that does nothing: what having one costs. */
import { NextResponse } from "next/server";

export const config = { matcher: "/api/gated" };

export function middleware(): NextResponse {
  return NextResponse.next();
}
