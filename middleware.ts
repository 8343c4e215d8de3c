/** The edge door: every page and every address under /api passes it; files of the build do not. */
import type { NextFetchEvent, NextRequest } from "next/server";

import { admit } from "./lib/gate/admit.ts";

export function middleware(request: NextRequest, event: NextFetchEvent): Promise<Response> {
  return admit(request, event);
}

export const config = { matcher: ["/((?!_next/static/|icon.svg$).*)"] };
